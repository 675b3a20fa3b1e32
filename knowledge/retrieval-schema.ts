/** Shape of knowledge/retrieval.yaml: what search weighs. What each means: server/retrieval/search.ts. */
import { Type } from '@sinclair/typebox';

const number = Type.Number();
const count = Type.Integer({ minimum: 1 });
const share = Type.Number({ minimum: 0, maximum: 1 });

export const RetrievalFile = Type.Object(
  {
    vector_k: count,
    keyword_k: count,
    keyword: number,
    route: number,
    support: number,
    title: number,
    negative: number,
    push: number,
    discriminant: number,
    shrink: share,
    temperature: Type.Number({ exclusiveMinimum: 0 }),
    claim: Type.Object(
      { bias: number, near: number, none: number, none_class: number, chat: number, out_of_scope: number },
      { additionalProperties: false },
    ),
    close: number,
    change: number,
    change_one_word: number,
  },
  { additionalProperties: false },
);
