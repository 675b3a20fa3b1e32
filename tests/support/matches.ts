/** Checks a value against a published schema, and that it holds no field the schema does not name. */
import type { TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { expect } from 'vitest';
import { type ErrorBody, ErrorSchema, type Reply, ReplySchema } from '../../server/protocol.js';

export function expectMatches(schema: TSchema, value: unknown): void {
  const problems = [...Value.Errors(schema, value)].map((e) => `${e.path} ${e.message}`);
  expect(problems).toEqual([]);
  // Value.Clean drops what the schema does not name
  expect(Value.Clean(schema, structuredClone(value))).toEqual(value);
}
export function expectReply(value: unknown): asserts value is Reply {
  expectMatches(ReplySchema, value);
}
/** A refusal: its code, Chinese words, and the four numbers. */
export function expectRefusal(value: unknown, code: string): asserts value is ErrorBody {
  expectMatches(ErrorSchema, value);
  const body = value as ErrorBody;
  expect(body.error.code).toBe(code);
  expect(body.error.message).toMatch(/\p{Script=Han}/u);
  expect(body.lines.map((l) => l.number)).toEqual(['110', '119', '120', '12110']);
}
