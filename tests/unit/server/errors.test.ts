import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadKnowledge } from '../../../knowledge/load.js';
import { ROOT } from '../../../server/config.js';
import {
  AppError,
  codeOf,
  EMERGENCY_LINES,
  ERRORS,
  type ErrorCode,
  renderError,
} from '../../../server/errors.js';
import { expectRefusal } from '../../support/matches.js';

const codes = Object.keys(ERRORS) as ErrorCode[];

describe('the error table', () => {
  it.each(codes)(
    '%s: Chinese words and the emergency lines, a status and a close code that browsers allow',
    (code) => {
      expectRefusal(renderError(code), code);
      expect(ERRORS[code].status).toBeGreaterThanOrEqual(400);
      expect([1008, 1009, 1011, 1013]).toContain(ERRORS[code].close);
      expect(new AppError(code)).toMatchObject({
        code,
        status: ERRORS[code].status,
        message: ERRORS[code].message,
      });
    },
  );
  it('names the numbers as the reviewed directory does', () => {
    const { channels } = loadKnowledge(join(ROOT, 'knowledge'));
    for (const { number, name } of EMERGENCY_LINES) {
      expect(channels.find((c) => c.number === number)?.name).toBe(name);
    }
  });
  it('gives each caller an answer of its own: changing one does not change the next', () => {
    renderError('internal').lines.length = 0;
    expect(renderError('internal').lines).toHaveLength(4);
  });
});

describe('what others throw', () => {
  it.each<[unknown, ErrorCode]>([
    [new AppError('blocked'), 'blocked'],
    [{ code: 'FST_ERR_CTP_BODY_TOO_LARGE' }, 'too_large'],
    [{ code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' }, 'unsupported_media'],
    [{ code: 'FST_ERR_CTP_EMPTY_JSON_BODY' }, 'bad_json'],
    [{ code: 'FST_ERR_CTP_INVALID_JSON_BODY' }, 'bad_json'],
    [Object.assign(new SyntaxError('x'), { statusCode: 400 }), 'bad_json'],
    [{ code: 'FST_ERR_VALIDATION' }, 'bad_request'],
    [{ statusCode: 404 }, 'not_found'],
    [{ statusCode: 403 }, 'not_found'],
    [{ statusCode: 431 }, 'bad_request'],
    [{ statusCode: 405 }, 'method_not_allowed'],
    [{ statusCode: 413 }, 'too_large'],
    [{ statusCode: 429 }, 'rate_limited'],
    [{ statusCode: 503 }, 'overloaded'],
    [new Error('surprise'), 'internal'],
    [undefined, 'internal'],
    ['text', 'internal'],
  ])('%j is %s', (thrown, code) => {
    expect(codeOf(thrown)).toBe(code);
  });
});
