/** Questions with the articles that answer them, one JSON object a line, every line through a schema. */
import { existsSync, readFileSync } from 'node:fs';
import { type Static, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';

const Line = Type.Object({
  id: Type.Union([Type.Number(), Type.String()]),
  text: Type.String({ minLength: 1 }),
  gold: Type.Array(
    Type.Object({ law: Type.String({ minLength: 1 }), article: Type.String({ minLength: 1 }) }),
  ),
});
export type StatuteQuery = Static<typeof Line>;

/** @throws Error with file and line */
export function readQueries(file: string): StatuteQuery[] {
  if (!existsSync(file)) throw new Error(`没有这个文件：${file}`);
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, i) => {
      if (line.trim() === '') return [];
      let value: unknown;
      try {
        value = JSON.parse(line);
      } catch {
        throw new Error(`${file} 第 ${i + 1} 行不是 JSON`);
      }
      if (!Value.Check(Line, value)) {
        const [first] = Value.Errors(Line, value);
        throw new Error(`${file} 第 ${i + 1} 行：${first?.path} ${first?.message}`);
      }
      return [value];
    });
}
