#!/usr/bin/env bash
# Writes src/engine/graph/onnx/onnx_pb.ts from scripts/onnx.proto (the ONNX project, Apache-2.0).
# Needs Debian's protobuf-compiler, and @bufbuild/protoc-gen-es, which is no dependency of the project as it is only
# needed here: npm install --no-save @bufbuild/protoc-gen-es@2
set -euo pipefail
cd "$(dirname "$0")"
if [ ! -x "$(npm root)/.bin/protoc-gen-es" ]; then
  echo "Expected protoc-gen-es, got nothing: npm install --no-save @bufbuild/protoc-gen-es@2" >&2
  exit 1
fi
out=../src/engine/graph/onnx
protoc --plugin=protoc-gen-es="$(npm root)/.bin/protoc-gen-es" --es_out=target=ts:"$out" onnx.proto
# Enumerations become constant objects: the compiler only takes syntax that can be erased.
perl -0pi -e 's/export enum (\w+) \{(.*?)\n\}/my ($n,$b)=($1,$2); $b =~ s{ = }{: }g; "export const $n = {$b\n} as const;\nexport type $n = (typeof $n)[keyof typeof $n];"/gse' "$out/onnx_pb.ts"
