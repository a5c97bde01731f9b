#!/usr/bin/env node
process.stdout.write("mor\n");
