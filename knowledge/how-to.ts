/** Sentences that say how to get what is not there yet. */
export const HOW_TO_IMPORT =
  '还没有导入法规。导入官方法规集：npm run knowledge -- import-statutes <文件夹>（先看会怎样：加 --dry-run）';
export const HOW_TO_INDEX = '建立法条索引：npm run knowledge -- index-statutes（可以中断，再运行会接着做）';
