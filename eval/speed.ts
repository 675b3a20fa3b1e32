/** Speed rows of the table (filled by eval/load). */
import type { Section } from './report.js';

export async function speedSection(): Promise<Section> {
  return { title: '速度', rows: [], notes: [] };
}
