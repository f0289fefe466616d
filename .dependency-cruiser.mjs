/** One direction of dependency, as AGENTS.md draws it. */
const within = (path) => ({ path })
const forbid = (name, from, to, comment) => ({ name, severity: 'error', comment, from: within(from), to: within(to) })

export default {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    forbid('shared-stands-alone', '^shared', '^(server|simulator|tools|pages|components)', 'both sides use it'),
    forbid('simulator-stands-alone', '^simulator', '^(server|shared)', 'it must not share a mistake with the server'),
    forbid('server-without-simulator', '^server', '^simulator', 'it is no part of the product'),
    forbid(
      'domain-knows-no-http',
      '^server/domain',
      '^(server/(http|api|routes|webhooks|plugins)|node_modules/(h3|nitropack))',
      'a use case is called by HTTP, by a job, by the command line',
    ),
    forbid(
      'domain-knows-no-client',
      '^server/domain',
      '^node_modules/(@libsql|libsql)',
      'TenantDb is the only way to a table',
    ),
    {
      name: 'domain-knows-one-job-file',
      severity: 'error',
      comment: 'it queues work; what work there is, jobs know',
      from: within('^server/domain'),
      to: { path: '^server/jobs', pathNot: '^server/jobs/outbox' },
    },
    forbid(
      'providers-speak-their-own-language',
      '^server/providers',
      '^server/(domain|http|db|jobs)',
      'the domain uses them',
    ),
    forbid('db-is-below', '^server/db', '^server/(domain|http|jobs|providers)', 'everything stands on it'),
    forbid('crypto-is-below', '^server/crypto', '^server/(domain|http|jobs|providers|db|context)', 'pure functions'),
    forbid(
      'routes-through-wrappers',
      '^server/(api|webhooks)',
      '^(server/(db|providers|crypto|jobs)|node_modules/h3)',
      'a route names its contract and one function',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tools/depcruise.tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
}
