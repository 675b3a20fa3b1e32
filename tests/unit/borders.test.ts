import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** One forbidden import a row of the table: planted in a copy of the tree's shape, each must be reported by name. */
const PLANTED: [rule: string, from: string, to: string, typesOnly?: boolean][] = [
  ['border-main', 'server/main.ts', 'server/store/a.ts'],
  ['border-app', 'server/app.ts', 'server/store/a.ts'],
  ['border-app-types-only', 'server/app.ts', 'server/services.ts'],
  ['border-services', 'server/services.ts', 'server/channels/web/a.ts'],
  ['border-services', 'server/assembly/a.ts', 'server/plugins/a.ts'],
  ['border-services-types-only', 'server/services.ts', 'server/config.ts'],
  ['border-plugins', 'server/plugins/a.ts', 'server/store/a.ts'],
  ['border-plugins-types-only', 'server/plugins/a.ts', 'server/services.ts'],
  ['border-channels', 'server/channels/channel.ts', 'server/store/a.ts'],
  ['border-channel-web', 'server/channels/web/a.ts', 'server/channels/wechat/a.ts'],
  ['border-jobs', 'server/jobs/a.ts', 'server/chat/a.ts'],
  ['border-chat', 'server/chat/a.ts', 'server/store/a.ts'],
  ['border-chat-types-only', 'server/chat/a.ts', 'server/protocol.ts'],
  ['border-triage', 'server/triage/a.ts', 'server/chat/a.ts'],
  ['border-triage-types-only', 'server/triage/a.ts', 'server/protocol.ts'],
  ['triage-is-pure', 'server/triage/a.ts', 'node:fs'],
  ['triage-is-pure', 'server/triage/a.ts', 'yaml'],
  ['border-retrieval', 'server/retrieval/a.ts', 'server/chat/a.ts'],
  ['border-retrieval-types-only', 'server/retrieval/a.ts', 'server/store/a.ts'],
  ['border-store', 'server/store/a.ts', 'server/chat/a.ts'],
  ['border-sqlite', 'server/sqlite.ts', 'server/errors.ts'],
  ['sqlite-by-one-door', 'server/store/a.ts', 'better-sqlite3'],
  ['border-protocol', 'server/protocol.ts', 'server/errors.ts'],
  ['border-errors', 'server/errors.ts', 'server/store/a.ts'],
  ['border-errors-types-only', 'server/errors.ts', 'server/protocol.ts'],
  ['border-config', 'server/config.ts', 'server/errors.ts'],
  ['border-knowledge', 'knowledge/a.ts', 'eval/a.ts'],
  ['border-knowledge', 'knowledge/a.ts', 'knowledge/commands/a.ts'],
  ['border-knowledge-types-only', 'knowledge/a.ts', 'server/errors.ts'],
  ['border-knowledge-commands', 'knowledge/commands/a.ts', 'server/chat/a.ts'],
  ['border-knowledge-commands-types-only', 'knowledge/commands/a.ts', 'server/config.ts'],
  ['border-widget', 'widget/a.ts', 'server/errors.ts'],
  ['border-widget-types-only', 'widget/a.ts', 'server/protocol.ts'],
  ['product-not-to-tests', 'server/main.ts', 'tests/a.ts'],
];

const require = createRequire(import.meta.url);
const { forbidden } = require('../../.dependency-cruiser.cjs') as { forbidden: object[] };
let root = '';
let reported: { rule: string; from: string; to: string }[] = [];
let modules = 0;

beforeAll(async () => {
  root = mkdtempSync(join(process.cwd(), '.borders-'));
  const imports = new Map<string, string[]>();
  for (const [, from, to] of PLANTED) {
    imports.set(from, [...(imports.get(from) ?? []), to]);
    if (!to.includes(':') && to.includes('/')) imports.set(to, imports.get(to) ?? []);
  }
  for (const [file, targets] of imports) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    const up = '../'.repeat(file.split('/').length - 1) || './';
    const lines = targets.map((t, i) =>
      t.endsWith('.ts')
        ? `import { x as x${i} } from '${up}${t.replace('.ts', '.js')}';`
        : `import * as x${i} from '${t}';`,
    );
    writeFileSync(
      join(root, file),
      `${lines.join('\n')}\nexport const x = [${targets.map((_, i) => `x${i}`)}];\n`,
    );
  }
  const result = await cruise(
    ['server', 'knowledge', 'widget', 'eval', 'tests'],
    {
      ruleSet: { forbidden: forbidden as never },
      validate: true,
      baseDir: root,
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
    },
    undefined,
    { tsConfig: {} },
  );
  const output = result.output as {
    summary: { totalCruised: number; violations: { rule: { name: string }; from: string; to: string }[] };
  };
  modules = output.summary.totalCruised;
  reported = output.summary.violations.map((v) => ({ rule: v.rule.name, from: v.from, to: v.to }));
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('import borders', () => {
  it('sees the files', () => {
    expect(modules).toBeGreaterThan(20);
  });
  it.each(PLANTED)('%s: %s may not import %s', (rule, from, to) => {
    const hits = reported.filter((v) => v.rule === rule && v.from === from);
    expect(hits.map((h) => h.to.replace('node:', ''))).toContainEqual(
      expect.stringContaining(to.replace('node:', '')),
    );
  });
  it('every border rule of the configuration is planted', () => {
    const names = (forbidden as { name: string }[]).map((r) => r.name);
    const planted = new Set(PLANTED.map(([rule]) => rule));
    const general = ['no-circular', 'unresolved', 'border-jobs'];
    expect(names.filter((n) => !planted.has(n) && !general.includes(n))).toEqual([]);
  });
});
