/** Reads the classifier's weights (knowledge/triage/model.*); null when they are missing or made for another model. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClassifyPort } from '../chat/ports.js';
import { type ClassifierMeta, classify, featureCount, featuresOf } from '../triage/classifier.js';

/** Weights are stored as int8 with one scale a row: [rows floats][rows × width int8]. */
export function unpackWeights(bytes: Uint8Array, rows: number, width: number): Float32Array {
  if (bytes.length !== rows * 4 + rows * width) throw new Error('triage weights: wrong size');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Float32Array(rows * width);
  for (let r = 0; r < rows; r += 1) {
    const scale = view.getFloat32(r * 4, true);
    for (let i = 0; i < width; i += 1) out[r * width + i] = view.getInt8(rows * 4 + r * width + i) * scale;
  }
  return out;
}

export function loadTriageModel(
  folder: string,
  modelHash: string | null,
  log: (message: string) => void,
): ClassifyPort {
  const metaFile = join(folder, 'model.json');
  const binFile = join(folder, 'model.bin');
  if (!modelHash || !existsSync(metaFile) || !existsSync(binFile)) {
    log('分类器权重缺失，分流只用规则');
    return null;
  }
  try {
    const meta = JSON.parse(readFileSync(metaFile, 'utf8')) as ClassifierMeta;
    if (meta.modelHash !== modelHash) {
      log('分类器是为另一个向量模型训练的，分流只用规则；请运行 npm run train:triage');
      return null;
    }
    const rows = meta.routes.length + meta.dangers.length + meta.lines.length;
    const weights = unpackWeights(readFileSync(binFile), rows, featureCount(meta));
    return (text, vector, rules) => classify(featuresOf(text, vector, rules, meta), weights, meta);
  } catch {
    log('分类器权重读不出来，分流只用规则');
    return null;
  }
}
