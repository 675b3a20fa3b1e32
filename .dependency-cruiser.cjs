// Who may import whom: the table of docs/decisions/0001-borders.md. Everything of ours that is not named is forbidden.
// `types` may be imported as types only. tests/unit/borders.test.ts plants a violation of every row.
const OURS = '^(server|knowledge|widget|console|eval|tests)/';

/** @type {{name: string, from: string, may: string[], types?: string[]}[]} */
const TABLE = [
  {
    name: 'main',
    from: '^server/main\\.ts$',
    may: ['server/(app|services|config|no-tracing|progress)\\.ts$', 'server/plugins/metrics\\.ts$'],
  },
  {
    name: 'app',
    from: '^server/app\\.ts$',
    may: ['server/(plugins|channels|staff|pages)/', 'server/errors\\.ts$'],
    types: ['server/services\\.ts$'],
  },
  {
    name: 'services',
    from: '^server/(services\\.ts$|assembly/)',
    may: [
      'server/(assembly|chat|triage|retrieval|store|referral)/',
      'server/(errors|protocol)\\.ts$',
      'knowledge/',
    ],
    types: ['server/config\\.ts$'],
  },
  {
    name: 'plugins',
    from: '^server/plugins/',
    may: ['server/errors\\.ts$'],
    types: ['server/chat/', 'server/services\\.ts$'],
  },
  {
    name: 'channels',
    from: '^server/channels/channel\\.ts$',
    may: ['server/(chat|referral)/', 'server/(protocol|errors)\\.ts$'],
  },
  {
    name: 'channel-web',
    from: '^server/channels/web/',
    may: [
      'server/channels/(web/|channel\\.ts$)',
      'server/(chat|referral)/',
      'server/(protocol|errors)\\.ts$',
    ],
  },
  {
    name: 'jobs',
    from: '^server/jobs/',
    may: [
      'server/(jobs|retrieval|referral|store|assembly)/',
      'server/(errors|config|no-tracing|progress)\\.ts$',
      'knowledge/',
    ],
  },
  {
    name: 'chat',
    from: '^server/chat/',
    may: ['server/(chat|triage|retrieval)/', 'server/errors\\.ts$'],
    types: ['server/protocol\\.ts$'],
  },
  { name: 'triage', from: '^server/triage/', may: ['server/triage/'], types: ['server/protocol\\.ts$'] },
  {
    name: 'retrieval',
    from: '^server/retrieval/',
    may: ['server/retrieval/', 'server/(errors|sqlite)\\.ts$'],
    types: ['server/(store/|protocol\\.ts$)'],
  },
  { name: 'store', from: '^server/store/', may: ['server/store/', 'server/(errors|sqlite)\\.ts$'] },
  { name: 'sqlite', from: '^server/sqlite\\.ts$', may: [] },
  { name: 'protocol', from: '^server/protocol\\.ts$', may: [] },
  { name: 'errors', from: '^server/errors\\.ts$', may: [], types: ['server/protocol\\.ts$'] },
  { name: 'config', from: '^server/config\\.ts$', may: [] },
  {
    name: 'knowledge',
    from: '^knowledge/(?!cli\\.ts$|commands/)',
    may: ['knowledge/(?!commands/|cli\\.ts$)'],
    types: ['server/'],
  },
  {
    name: 'knowledge-commands',
    from: '^knowledge/commands/',
    may: ['knowledge/(?!cli\\.ts$)', 'server/(store|assembly)/', 'server/progress\\.ts$'],
    types: ['server/config\\.ts$'],
  },
  {
    name: 'widget',
    from: '^widget/',
    may: ['widget/'],
    types: ['server/protocol\\.ts$'],
  },
];

const anyOf = (patterns) => `^(${patterns.join('|')})`;

module.exports = {
  forbidden: [
    ...TABLE.map(({ name, from, may, types = [] }) => ({
      name: `border-${name}`,
      severity: 'error',
      from: { path: from },
      to: { path: OURS, ...(may.length + types.length > 0 ? { pathNot: anyOf([...may, ...types]) } : {}) },
    })),
    ...TABLE.filter((row) => row.types).map(({ name, from, may, types }) => ({
      name: `border-${name}-types-only`,
      severity: 'error',
      from: { path: from },
      to: {
        path: anyOf(types),
        ...(may.length > 0 ? { pathNot: anyOf(may) } : {}),
        dependencyTypesNot: ['type-only'],
      },
    })),
    {
      name: 'triage-is-pure',
      comment: 'no package and no node: module in triage',
      severity: 'error',
      from: { path: '^server/triage/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'sqlite-by-one-door',
      comment:
        'which better-sqlite3 a Node can run is decided in server/sqlite.ts alone (docs/decisions/0005)',
      severity: 'error',
      from: { pathNot: '^server/sqlite\\.ts$' },
      to: { path: 'better-sqlite3', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'product-not-to-tests',
      severity: 'error',
      from: { path: '^(server|knowledge|widget)/' },
      to: { path: '^(tests|eval)/' },
    },
    {
      name: 'unresolved',
      comment: 'npm leaves better-sqlite3-13 out where Node is too old for it',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^better-sqlite3-13$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
