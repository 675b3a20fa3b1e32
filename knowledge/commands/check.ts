/** `knowledge check`: format, references and citations of the whole knowledge. */
import { existsSync } from 'node:fs';
import { checkCitations } from '../check-citations.js';
import { formatProblem, loadKnowledge } from '../load.js';

/**
 * @param lawFolder a law collection to hold the citations against
 * @returns 0 no problem, 1 problems, 3 citations not checked
 */
export function check(folder: string, lawFolder: string, today: string): number {
  const knowledge = loadKnowledge(folder);
  const count = `${knowledge.cards.length} 张卡、${knowledge.cases.length} 个案例、${knowledge.channels.length} 个号码、${knowledge.laws.length} 部法`;
  const overdue = knowledge.cards.filter((c) => c.review_due < today);
  for (const c of overdue) console.info(`cards/${c.id}.yaml 复核到期：${c.review_due}`);
  if (!existsSync(lawFolder)) {
    console.info(`格式和互相引用没有问题：${count}。\n引用未核对：没有法规文本。用 --laws 指一个文件夹。`);
    return 3;
  }
  const { checked, problems } = checkCitations(knowledge, lawFolder, today);
  for (const p of problems) console.info(formatProblem(p));
  const ok = problems.length === 0 && overdue.length === 0;
  console.info(
    `${ok ? '没有问题' : `有 ${problems.length + overdue.length} 处问题`}：${count}，核对引用 ${checked} 条。`,
  );
  return ok ? 0 : 1;
}
