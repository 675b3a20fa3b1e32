/**
 * Gists in such plain words that no measure sees the article in them: read against the article by hand on 2026-11-24, and right.
 * A gist that is changed drops out of this list and must be read again.
 */
export const READ: Record<string, string[]> = {
  最高人民法院关于审理涉彩礼纠纷案件适用法律若干问题的规定第六条: [
    '没领证但同住过，看用了多少、有没有怀孕、谁的过错来定。',
  ],
  消费者权益保护法第五十五条: ['隐瞒事故、调表骗人的，退钱加三倍。', '卖家骗您，可要三倍。'],
  民法典第一千零七十一条: ['没领证生的孩子，权利一样。'],
  民事诉讼法第一百九十八条: ['向他住处的基层法院申请。'],
  民法典第二百一十四条: ['房子要登记过户才归您。'],
  '最高人民法院关于审理网络消费纠纷案件适用法律若干问题的规定（一）第五条': [
    '店员引您在平台外付款，店铺仍要负责。',
  ],
  治安管理处罚法第五十九条: ['故意砸坏、划坏别人的车要受处罚，再气也别做。'],
  最高人民法院关于审理预付式消费民事纠纷案件适用法律若干问题的解释第十九条: [
    '是您自己原因的，用掉的按原价算。',
  ],
};
