// The whole public API. Nothing that is not named here is promised to stay.

// The study: every command as a function.
export type { ProgressEvent } from "./app/protocol/progress.ts";
export type { BackboneResult } from "./app/tasks/backbone/backbone-task.ts";
export type { StoredBackbone } from "./app/tasks/backbone/store.ts";
export type { DuplicateReport } from "./app/tasks/data/duplicate-report.ts";
export type { InspectResult } from "./app/tasks/data/inspect-result.ts";
export type { PartitionResult } from "./app/tasks/data/partition.ts";
export type { PhantomsResult } from "./app/tasks/data/phantoms.ts";
export type { TilesResult } from "./app/tasks/data/tiles.ts";
export { type Effects, silentEffects } from "./app/tasks/effects.ts";
export type { ExplainResult } from "./app/tasks/explain/explain.ts";
export {
  type BackboneTaskOptions,
  backbone,
  type DemoOptions,
  demo,
  type EvaluateOptions,
  type ExplainOptions,
  evaluate,
  explain,
  type FeaturesOptions,
  features,
  type InspectOptions,
  inspect,
  type PartitionTaskOptions,
  type PhantomsOptions,
  type PredictOptions,
  partition,
  phantoms,
  predict,
  type QuantizeTaskOptions,
  quantize,
  type ReportOptions,
  report,
  type StudyOptions,
  study,
  type TilesOptions,
  type TrainOptions,
  tiles,
  train,
  type VisualizeOptions,
  visualize,
} from "./app/tasks/library.ts";
export type { QuantizeResult } from "./app/tasks/quantize/quantize.ts";
export type { DemoResult } from "./app/tasks/run/demo.ts";
export type { RunRecord } from "./app/tasks/run/folder/run-record.ts";
export type { PredictResult } from "./app/tasks/run/predict.ts";
export type { ReportResult } from "./app/tasks/run/report.ts";
export type { TrainResult } from "./app/tasks/run/train.ts";
export type { StudyRecord } from "./app/tasks/study/folder/study-record.ts";
export type { StudyResult } from "./app/tasks/study/study.ts";
export type { VisualizeResult } from "./app/tasks/visualize/visualize.ts";

// Data: pixels in.
export { type AugmentOptions, augmentPlanes, modernAugmentation } from "./data/augment/augment-planes.ts";
export type { PlaneSize, Planes } from "./data/augment/planes.ts";
export { cutQuarter, type QuarterId, quarterIds } from "./data/augment/quarter-tiles.ts";
export { applySymmetry, type SymmetryId, symmetryIds } from "./data/augment/symmetries.ts";
export { parseTileName, tileName } from "./data/augment/tile-name.ts";
export { type WriteTilesOptions, type WrittenTiles, writeTiles } from "./data/augment/write-tiles.ts";
export type { Preprocessing } from "./data/batch/preprocessing.ts";
export type { CheckProgress } from "./data/dataset/check-images.ts";
export type {
  BrokenImage,
  Dataset,
  ImageFormatCount,
  Part,
  PartitionedDataset,
  PartitionedSample,
  Sample,
} from "./data/dataset/dataset.ts";
export { type OpenDatasetOptions, openDataset } from "./data/dataset/open-dataset.ts";
export { type Manifest, type ManifestRow, readManifest } from "./data/dataset/read-manifest.ts";
export { type ManifestEntry, writeManifest } from "./data/dataset/write-manifest.ts";
export {
  drawFormulaImage,
  drawSpecimen,
  type FormulaFamily,
  type FormulaImage,
  formulaFamilies,
  formulaParameters,
  photographSpecimen,
  type Specimen,
} from "./data/formula/formula-image.ts";
export { describeImage } from "./data/images/describe-image.ts";
export type { Image, ImageInfo, IntensityScaling, PageChoice, PixelType } from "./data/images/image.ts";
export { hammingDistance, perceptualHash } from "./data/images/perceptual-hash.ts";
export { type ReadOptions, readImage } from "./data/images/read-image.ts";
export { readStack, type Stack } from "./data/images/read-stack.ts";
export { resizePlanar } from "./data/images/resize-planar.ts";
export { scaleIntensity } from "./data/images/scale-intensity.ts";
export type { ReadLimits } from "./data/images/source/open-image.ts";
export { toChannels } from "./data/images/to-channels.ts";
export { type Pixels, writeJpeg, writePng, writeTiff } from "./data/images/write-image.ts";
export {
  type DuplicateOptions,
  type DuplicatePair,
  type Duplicates,
  findDuplicates,
} from "./data/partition/find-duplicates.ts";
export { type FoldsOptions, folds } from "./data/partition/folds.ts";
export { type PartitionOptions, partition as partitionDataset } from "./data/partition/partition.ts";
export { type PartSummary, summarizePartition } from "./data/partition/summarize-partition.ts";
export type { Organelle } from "./data/phantoms/measure-organelles.ts";
export { type OrganelleKind, type PhantomClass, phantomClasses } from "./data/phantoms/phantom-class.ts";
export { drawPlant, type Plant } from "./data/phantoms/plant.ts";
export { type Phantom, type PhantomSpec, renderPhantom } from "./data/phantoms/render-phantom.ts";
export {
  type PhantomProgress,
  type WritePhantomsOptions,
  type WrittenPhantoms,
  writePhantoms,
} from "./data/phantoms/write-phantoms.ts";

// The engine: graphs of ONNX operators, their gradients, and training on them.
export { differentiate } from "./engine/autodiff/differentiate.ts";
export { type Algebra, algebra, type Operand } from "./engine/graph/algebra.ts";
export { type Builder, createBuilder } from "./engine/graph/builder.ts";
export type { Dim, Graph, Node, Value, ValueType } from "./engine/graph/graph.ts";
export { type ImportOptions, importGraph, type WeightUse } from "./engine/graph/onnx/import-graph.ts";
export { readOnnx } from "./engine/graph/onnx/read-onnx.ts";
export { saveOnnx } from "./engine/graph/onnx/save-onnx.ts";
export { writeOnnx } from "./engine/graph/onnx/write-onnx.ts";
export type { AnyAttributes, AttributeValue, OpAttributes, OpName } from "./engine/graph/op-attributes.ts";
export type { Convention, FeatureNetwork, NetworkFeatures } from "./engine/nn/feature-network.ts";
export { buildInferenceGraph, type InferenceGraphOptions } from "./engine/nn/inference-graph.ts";
export {
  constantFill,
  glorotUniform,
  heNormal,
  type Initializer,
  onesFill,
  zerosFill,
} from "./engine/nn/initializers.ts";
export {
  type BatchNormOptions,
  batchNorm,
  type ConvOptions,
  conv2d,
  dense,
  dropout,
  flatten,
  globalAveragePool,
  globalMaxPool,
  maxPool,
  relu,
} from "./engine/nn/layers.ts";
export { type CrossEntropyOptions, softmaxCrossEntropy } from "./engine/nn/losses.ts";
export { densenet } from "./engine/nn/networks/densenet.ts";
export { inceptionV3 } from "./engine/nn/networks/inception-v3.ts";
export { type MobilenetV2Options, mobilenetV2 } from "./engine/nn/networks/mobilenet-v2.ts";
export { type OrganelleNetOptions, organelleNet } from "./engine/nn/networks/organelle-net.ts";
export { paperCnn } from "./engine/nn/networks/paper-cnn.ts";
export { type ResnetOptions, resnet } from "./engine/nn/networks/resnet.ts";
export { resnetV2 } from "./engine/nn/networks/resnet-v2.ts";
export { vgg16 } from "./engine/nn/networks/vgg16.ts";
export {
  type Declaration,
  inferenceScope,
  initializeWeights,
  type MaskInput,
  type Network,
  type ParameterOptions,
  type Scope,
  type TrainingScope,
  trainingScope,
  type Weights,
} from "./engine/nn/scope.ts";
export { type AdamOptions, adam, adamW } from "./engine/optim/adam.ts";
export type { Optimizer, UpdateInputs, UpdateOutputs } from "./engine/optim/optimizer.ts";
export {
  constantSchedule,
  cosineSchedule,
  exponentialSchedule,
  oneCycleSchedule,
  type Schedule,
} from "./engine/optim/schedule.ts";
export { type SgdOptions, sgd } from "./engine/optim/sgd.ts";
export type { PlannedLayer } from "./engine/quantization/plan-quantization.ts";
export {
  type BatchMaker,
  type QuantizedModel,
  type QuantizeOptions,
  quantizeModel,
} from "./engine/quantization/quantize-model.ts";
export type { RangeMethod } from "./engine/quantization/range-recorder.ts";
export { type Device, devices } from "./engine/runtime/device.ts";
export { openSession, type Session, type SessionOptions } from "./engine/runtime/session.ts";
export { type Batch, openTrainer, type StepResult, type Trainer } from "./engine/runtime/trainer.ts";
export {
  buildTrainingStep,
  type TrainingStep,
  type TrainingStepSpec,
} from "./engine/runtime/training-step.ts";

export { type ErrorCode, type ErrorDetails, type ErrorReason, MorError } from "./errors.ts";
// Networks of others, features, and the comparison of models.
export { type ArchitectureName, architectureNames } from "./learning/backbones/architecture-name.ts";
export {
  type Backbone,
  type InputScaling,
  type InputScalingName,
  inputScalings,
  type WeightsOrigin,
} from "./learning/backbones/backbone.ts";
export { backboneNetwork, type FineTuning } from "./learning/backbones/backbone-network.ts";
export { networkBackbone, ruleMadeBackbone } from "./learning/backbones/network-backbone.ts";
export { type OnnxBackboneOptions, onnxBackbone } from "./learning/backbones/onnx-backbone.ts";
export { organelleBackbone } from "./learning/backbones/organelle-backbone.ts";
export { readBackboneWeights } from "./learning/backbones/weights/read-backbone-weights.ts";
export { measurementNames, measurePlane } from "./learning/classical/measurements/measure-plane.ts";
export { type ComparisonResult, compareModels } from "./learning/comparison/compare-models.ts";
export { type DoubtfulLabels, findDoubtfulLabels } from "./learning/comparison/doubtful-labels.ts";
export {
  fitLearningCurve,
  type LearningCurve,
  type LearningPoint,
} from "./learning/comparison/learning-curve.ts";
// Evaluation, metrics and the report.
export {
  applyTemperature,
  type ScoreKind,
  type Temperature,
  temperatureScaling,
} from "./learning/evaluation/calibration.ts";
export type { ClassifyOptions, ImageToClassify } from "./learning/evaluation/classifier.ts";
export { type LevelOptions, metricsAtLevels } from "./learning/evaluation/metrics-at-levels.ts";
export type { ModelMetadata } from "./learning/evaluation/model-metadata.ts";
export { type OpenedModel, openModel } from "./learning/evaluation/open-model.ts";
export {
  averageGroups,
  averageTiles,
  type GroupPredictions,
} from "./learning/evaluation/predictions/average-predictions.ts";
export type { Prediction, PredictionTable } from "./learning/evaluation/predictions/prediction.ts";
export { readPredictions } from "./learning/evaluation/predictions/read-predictions.ts";
export type { Hdf5Options } from "./learning/evaluation/predictions/read-predictions-hdf5.ts";
export { writePredictions } from "./learning/evaluation/predictions/write-predictions.ts";
// Why a verdict: maps of what it rests on, and their tests.
export type { Faithfulness } from "./learning/explanation/faithfulness/faithfulness.ts";
export type { FaithfulnessRequest } from "./learning/explanation/faithfulness/faithfulness-request.ts";
export { measureFaithfulness } from "./learning/explanation/faithfulness/measure-faithfulness.ts";
export type { ExplanationMethod, MapRequest, MethodName } from "./learning/explanation/methods/method.ts";
export { explanationMethods } from "./learning/explanation/methods/methods.ts";
export type {
  ExplainableModel,
  ExplainableNetwork,
  SpatialLayer,
} from "./learning/explanation/model/explainable-model.ts";
export { openNetworkModel } from "./learning/explanation/model/network-model.ts";
export {
  type OpenedExplainable,
  openExplainableModel,
} from "./learning/explanation/model/open-explainable-model.ts";
export { type ExtractOptions, extractFeatures } from "./learning/features/extract-features.ts";
export type { FeatureExtractor, FeatureTable } from "./learning/features/feature-extractor.ts";
export { openFeatureSession } from "./learning/features/feature-session.ts";
export {
  expectedCalibrationError,
  type ReliabilityBin,
  reliabilityBins,
} from "./learning/metrics/calibration-error.ts";
export { computeMetrics, type MetricOptions } from "./learning/metrics/compute-metrics.ts";
export {
  type ConfusionMatrix,
  confusionMatrix,
  predictedClasses,
} from "./learning/metrics/confusion-matrix.ts";
export {
  accuracy,
  balancedAccuracy,
  cohenKappa,
  macroF1,
  matthewsCorrelation,
  precisionRecallF1,
} from "./learning/metrics/confusion-scores.ts";
export type {
  ClassMetrics,
  Estimate,
  MetricSet,
  MetricsFile,
  Scores,
} from "./learning/metrics/metric-set.ts";
export {
  averagePrecision,
  type PrecisionRecallCurve,
  precisionRecallCurve,
} from "./learning/metrics/precision-recall-curve.ts";
export { brierScore, logLoss } from "./learning/metrics/proper-scores.ts";
export { aucRoc, type RocCurve, rocCurve } from "./learning/metrics/roc-curve.ts";
export { wilsonInterval } from "./learning/metrics/wilson-interval.ts";
export { renderReport } from "./learning/report/render-report.ts";
export type { ReportInput } from "./learning/report/report-input.ts";
// Tensors and seeded random numbers.
export type { ArrayOf, DType, TensorData } from "./tensor/dtype.ts";
export { createRandom, type Random } from "./tensor/random.ts";
export type { Shape } from "./tensor/shape.ts";
export { float32, int64, scalar, type Tensor, tensor, zeros } from "./tensor/tensor.ts";
