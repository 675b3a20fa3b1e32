/** The numbers that the README shows: intervals, routing scores, floors. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Floors, raiseFloors, readFloors, standing, writeFloors } from '../../../eval/floors.js';
import { rate, wilson } from '../../../eval/rate.js';
import { packWeights } from '../../../eval/routing/linear.js';
import { type Routed, scoreRouting } from '../../../eval/routing/score.js';
import type { Utterance } from '../../../eval/routing/utterances.js';
import { unpackWeights } from '../../../server/assembly/triage-model.js';
import { ROOT } from '../../../server/config.js';

describe('intervals', () => {
  it('are Wilson’s: known values', () => {
    // reference values computed from the closed formula with z = 1.959964
    const [low, high] = wilson(95, 100);
    expect(low).toBeCloseTo(0.8883, 3);
    expect(high).toBeCloseTo(0.9785, 3);
    expect(wilson(0, 10)[0]).toBe(0);
    expect(wilson(0, 10)[1]).toBeCloseTo(0.2775, 3);
    expect(wilson(10, 10)[1]).toBeCloseTo(1, 10);
    expect(wilson(0, 0)).toEqual([0, 1]);
  });
  it('a rate of nothing is no mistake, and says that it knows nothing', () => {
    expect(rate(0, 0)).toEqual({ right: 0, of: 0, value: 1, interval: [0, 1] });
  });
});

describe('routing scores', () => {
  const row = (item: Partial<Utterance>, route: string, lines: string[] = []): Routed => ({
    item: {
      id: 'x',
      text: '',
      route: 'hotline',
      also_ok: [],
      danger: 'none',
      line_ok: [],
      ...item,
    } as Utterance,
    route,
    lines,
  });
  const danger: Partial<Utterance> = { route: 'emergency', line_ok: ['110'] };
  it('an emergency that was missed counts against recall, one that was soft does not', () => {
    const s = scoreRouting([
      row(danger, 'emergency', ['110']),
      row(danger, 'police_report'),
      row({ ...danger, soft: true }, 'hotline'),
    ]);
    expect(s.recall).toMatchObject({ right: 1, of: 2 });
    expect(s.missed).toHaveLength(1);
  });
  it('an alarm is false unless the item allows it', () => {
    const s = scoreRouting([
      row(danger, 'emergency', ['110']),
      row({ also_ok: ['emergency'] }, 'emergency'),
      row({}, 'emergency'),
    ]);
    expect(s.precision).toMatchObject({ right: 2, of: 3 });
    expect(s.alarms).toHaveLength(1);
  });
  it('exact counts the first choice, lenient what a fair reviewer accepts', () => {
    const s = scoreRouting([row({}, 'hotline'), row({ also_ok: ['legal'] }, 'legal'), row({}, 'legal')]);
    expect(s.exact).toMatchObject({ right: 1, of: 3 });
    expect(s.lenient).toMatchObject({ right: 2, of: 3 });
    expect(s.wrong).toHaveLength(1);
  });
  it('the first number counts among the emergencies that were caught', () => {
    const s = scoreRouting([
      row(danger, 'emergency', ['119', '110']),
      row(danger, 'emergency', ['110']),
      row(danger, 'legal'),
    ]);
    expect(s.line).toMatchObject({ right: 1, of: 2 });
  });
});

describe('floors', () => {
  const measured = (value: number, over: object = {}) => ({
    id: 'a',
    value,
    bound: value - 0.05,
    data: 'd1',
    ...over,
  });
  const floors = (): Floors => ({
    a: { target: 0.9, floor: 0.8, data: 'd1' },
    ms: { target: 3, floor: 2, lower_is_better: true },
  });
  it.each([
    [0.95, 'ok'],
    [0.85, 'below target'],
    [0.79, 'below floor'],
  ] as const)('%f is %s', (value, expected) => {
    expect(standing(measured(value), floors().a)).toBe(expected);
  });
  it('on another data set the old floor does not hold; without a row there is none', () => {
    expect(standing(measured(0.5, { data: 'd2' }), floors().a)).toBe('below target');
    expect(standing(measured(0.5), undefined)).toBe('no floor');
  });
  it('for speed smaller is better', () => {
    const ms = { id: 'ms', bound: 1, data: '' };
    expect(standing({ ...ms, value: 1 }, floors().ms)).toBe('ok');
    expect(standing({ ...ms, value: 2.5 }, floors().ms)).toBe('below floor');
  });
  it('are raised, never lowered while the data set stays', () => {
    const f = floors();
    expect(raiseFloors(f, [measured(0.7)])).toEqual([]);
    expect(f.a?.floor).toBe(0.8);
    raiseFloors(f, [measured(0.99)]);
    expect(f.a?.floor).toBe(0.94);
    raiseFloors(f, [measured(0.7, { data: 'd2' })]);
    expect(f.a).toMatchObject({ floor: 0.65, data: 'd2' });
    raiseFloors(f, [{ id: 'ms', value: 5, bound: 5, data: '' }]);
    expect(f.ms?.floor).toBe(2);
    raiseFloors(f, [{ id: 'ms', value: 1, bound: 1.5, data: '' }]);
    expect(f.ms?.floor).toBe(1.5);
  });
  it('are written and read again', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fengqiao-floors-'));
    const file = join(folder, 'floors.yaml');
    writeFloors(file, floors(), '# head');
    expect(readFileSync(file, 'utf8')).toMatch(/^# head\n/u);
    expect(readFloors(file)).toEqual(floors());
    rmSync(folder, { recursive: true });
  });
  it('eval/floors.yaml names what the issue asks for', () => {
    const asked = Object.values(readFloors(join(ROOT, 'eval/floors.yaml')));
    expect(asked.length).toBeGreaterThanOrEqual(8);
    for (const floor of asked) expect(floor.target).toBeGreaterThan(0);
  });
});

it('weights survive packing: at most half a step of their row’s scale is lost', () => {
  const [rows, width] = [3, 50];
  const weights = Float32Array.from(
    { length: rows * width },
    (_, i) => Math.sin(i * 7) * (1 + Math.floor(i / width)),
  );
  const back = unpackWeights(packWeights(weights, rows, width), rows, width);
  for (let r = 0; r < rows; r += 1) {
    const row = weights.subarray(r * width, (r + 1) * width);
    const step = Math.max(...row.map(Math.abs)) / 127;
    row.forEach((w, i) => {
      expect(Math.abs(w - (back[r * width + i] ?? 0))).toBeLessThanOrEqual(step * 0.51);
    });
  }
  expect(() => unpackWeights(new Uint8Array(5), rows, width)).toThrow('wrong size');
});
