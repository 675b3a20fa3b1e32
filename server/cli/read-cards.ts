import { join } from 'node:path';
import type { Card } from '../../knowledge/schema.js';
import { loadFast } from '../../knowledge/snapshot.js';
import type { Config } from '../config.js';

/** The cards of the knowledge folder, for commands that need no services. */
export const readCards = ({ knowledgeDir, distDir }: Config): Card[] =>
  loadFast(knowledgeDir, join(distDir, 'knowledge.json')).cards;
