/** The one place where parts meet: config -> knowledge, model, index, store, conversations. */
import { join } from 'node:path';
import type { Knowledge } from '../knowledge/load.js';
import { loadFast } from '../knowledge/snapshot.js';
import { buildSearch, indexPath } from './assembly/build-search.js';
import { knowledgePort } from './assembly/knowledge-port.js';
import { openStores, type Stores } from './assembly/open-stores.js';
import { loadTriageModel } from './assembly/triage-model.js';
import { Conversations } from './chat/conversations.js';
import { createFolder } from './chat/fold.js';
import type { TurnRecord } from './chat/ports.js';
import type { ChatParts } from './chat/turn.js';
import type { Config } from './config.js';
import { LocalEmbeddings } from './retrieval/embedder.js';
import type { Progress } from './retrieval/vector-cache.js';
import { compileRules } from './triage/rules.js';

export interface ServicesOptions {
  /** false: nothing is stored and the database is not opened (command line, eval) */
  store: boolean;
  log?: (message: string, extra?: Record<string, unknown>) => void;
  progress?: Progress;
  now?: () => number;
  observe?: (turn: TurnRecord, ms: number) => void;
}
export interface Services {
  config: Config;
  knowledge: Knowledge;
  chat: ChatParts;
  conversations: Conversations;
  /** for search */
  embedder: LocalEmbeddings;
  /** for the classifier: tuned on utterances, and no good for search (docs/decisions/0006) */
  triageEmbedder: LocalEmbeddings;
  stores: Stores | null;
  now: () => number;
  close(): Promise<void>;
}

export async function createServices(config: Config, options: ServicesOptions): Promise<Services> {
  const { log = () => {} } = options;
  const open = (modelDir: string) => new LocalEmbeddings({ modelDir, processes: config.embedders, log });
  const embedders = { search: open(config.modelDir), triage: open(config.triageModelDir) };
  try {
    return await assemble(config, options, embedders);
  } catch (error) {
    // children that stay behind would keep a failed process alive
    await Promise.all([embedders.search.close(), embedders.triage.close()]);
    throw error;
  }
}

/** No message: it may quote the citizen's words. */
function nameOf(error: unknown): { name: string; code: string | null } {
  const { name, code } = error as { name?: string; code?: string };
  return { name: name ?? typeof error, code: code ?? null };
}

async function assemble(
  config: Config,
  options: ServicesOptions,
  { search: embedder, triage: triageEmbedder }: { search: LocalEmbeddings; triage: LocalEmbeddings },
): Promise<Services> {
  const { log = () => {}, now = Date.now } = options;
  // the children load the model while this process reads the knowledge
  const ready = embedder.start();
  const triageReady = triageEmbedder.start();
  const seed = loadFast(config.knowledgeDir, join(config.distDir, 'knowledge.json'));
  const stores = options.store ? await openStores(config, seed, { log, now }) : null;
  const knowledge = stores?.knowledge ?? seed;

  const search = await buildSearch({
    cards: knowledge.cards,
    uncovered: knowledge.uncovered,
    weights: knowledge.retrieval,
    embedder,
    // building holds this thread for seconds: a child whose first answer waits that long would be taken for dead
    ready: Promise.all([ready, triageReady]).then(([up]) => up),
    vectorsDir: join(config.distDir, 'vectors'),
    indexFile: options.store ? indexPath(config.dataDir) : null,
    kind: config.vectorStore,
    log,
    ...(options.progress ? { progress: options.progress } : {}),
  });
  // what measures or answers once must not depend on how fast a model loads; a server answers by rules meanwhile
  if (!options.store) await Promise.all([ready, triageReady]);
  const chat: ChatParts = {
    knowledge: knowledgePort(knowledge),
    rules: compileRules(knowledge.triage),
    fold: createFolder(knowledge.triage.homophones),
    embed: (text) => embedder.embed(text),
    embedForTriage: (text) => triageEmbedder.embed(text),
    classify: loadTriageModel(join(config.knowledgeDir, 'triage'), triageEmbedder.modelHash, log),
    search,
    fault: (error) => log('知识查不了，按分流的结果回答', nameOf(error)),
    clock: () => performance.now(),
  };
  const conversations = new Conversations({
    ...chat,
    store: stores?.turns ?? null,
    sink: stores?.queue ?? null,
    now,
    lifetime: config.conversationHours * 3_600_000,
    ...(options.observe ? { observe: options.observe } : {}),
  });
  return {
    config,
    knowledge,
    chat,
    conversations,
    embedder,
    triageEmbedder,
    stores,
    now,
    close: async () => {
      await stores?.close();
      await Promise.all([embedder.close(), triageEmbedder.close()]);
    },
  };
}
