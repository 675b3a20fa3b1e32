/** Speed rows of the table: absolute figures for reading, ratios within one run for floors. */
import { measureLoad } from './load/run.js';
import { type LoadFigures, rowsOf } from './load/score.js';
import type { Row, Section } from './report.js';

/** What a ratio may get worse by before it counts (the main issue: 1.5 x what was reached). */
const SLACK = 1.5;
const RATIOS: [id: string, label: string, of: (r: LoadFigures['ratios']) => number][] = [
  ['speed.turn_by_fastify', '整轮 p95 / 裸 Fastify p95', (r) => r.turnByFastify],
  ['speed.turn_by_onnx', '整轮 p50 / 裸模型 26 字', (r) => r.turnByOnnx],
  ['speed.rule_by_fastify', '规则紧急 p50 / 裸 Fastify p50', (r) => r.ruleByFastify],
  ['speed.classifier_by_limit', '分类器紧急 p50 / (1.3 裸模型 + 5 ms)', (r) => r.classifierByLimit],
];

export async function speedSection(): Promise<Section> {
  const figures = await measureLoad({ log: (line) => process.stderr.write(`${line}\n`) });
  const rows = RATIOS.map(([id, label, of]): Row => {
    const value = of(figures.ratios);
    return { id, label, value, bound: value * SLACK, data: '', shown: `${value.toFixed(2)} ×` };
  });
  const notes = rowsOf(figures)
    .filter((r) => !r.name.startsWith('比值'))
    .map(
      (r) =>
        `${r.met === null ? ' ' : r.met ? '✓' : '·'} ${r.name}：${r.value}${r.target ? `（目标 ${r.target}）` : ''}`,
    );
  return { title: '速度（比值：同一次运行，5 遍的中位数）', rows, notes };
}
