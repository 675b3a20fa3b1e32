/** The one table that `npm run eval` prints. */
import { type Floors, type Measured, standing } from './floors.js';
import type { Rate } from './rate.js';

export interface Row extends Measured {
  label: string;
  /** value with its interval or unit, as text */
  shown: string;
}
export interface Section {
  title: string;
  rows: Row[];
  /** why rows are missing, misses item by item */
  notes: string[];
}

export const rateRow = (id: string, label: string, r: Rate, data: string): Row => ({
  id,
  label,
  value: r.value,
  bound: r.interval[0],
  data: data.slice(0, 16),
  shown: `${r.value.toFixed(3)}  [${r.interval[0].toFixed(3)}, ${r.interval[1].toFixed(3)}]  ${r.right}/${r.of}`,
});

const MARK = { ok: '✓', 'below target': '·', 'below floor': '✗', 'no floor': ' ' } as const;
const width = (s: string): number => [...s].reduce((n, c) => n + (/[\u2e80-\uffef]/u.test(c) ? 2 : 1), 0);
const pad = (s: string, n: number): string => s + ' '.repeat(Math.max(0, n - width(s)));

export function renderTable(sections: Section[], floors: Floors): string {
  const lines: string[] = [];
  for (const section of sections) {
    lines.push('', `## ${section.title}`);
    lines.push(`  ${pad('指标', 34)}${pad('结果 [95% 区间] 数', 40)}${pad('目标', 8)}下限`);
    for (const row of section.rows) {
      const floor = floors[row.id];
      const mark = MARK[standing(row, floor)];
      const floorText = floor?.floor === undefined ? '' : String(floor.floor);
      lines.push(
        `${mark} ${pad(row.label, 34)}${pad(row.shown, 40)}${pad(String(floor?.target ?? ''), 8)}${floorText}`,
      );
    }
    for (const note of section.notes) lines.push(`  ${note}`);
  }
  lines.push('', '✓ 达到目标　· 未到目标　✗ 低于下限（命令以 1 退出）');
  return lines.join('\n');
}
