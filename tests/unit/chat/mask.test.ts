import { describe, expect, it } from 'vitest';
import { maskPersonalData } from '../../../server/chat/mask.js';

describe('personal data goes', () => {
  it.each([
    ['ID number', '我的身份证是110101199003078515', '110101199003078515'],
    ['ID number ending in X', '11010119900307851X', '11010119900307851X'],
    ['ID number ending in x', '身份证号：11010119900307851x。', '851x'],
    ['ID number with spaces', '110101 19900307 8515', '19900307'],
    ['ID number with dashes', '110101-19900307-8515', '8515'],
    ['ID number in full width', '１１０１０１１９９００３０７８５１５', '1990'],
    ['old ID number of 15 digits', '老身份证110101900307851', '110101900307851'],
    ['mobile', '电话13812345678', '13812345678'],
    ['mobile with spaces', '138 1234 5678', '5678'],
    ['mobile with dashes', '138-1234-5678', '5678'],
    ['mobile with long dashes', '138——1234——5678', '5678'],
    ['mobile digit by digit', '1 3 8 1 2 3 4 5 6 7 8', '5 6 7 8'],
    ['mobile with dots', '138.1234.5678', '5678'],
    ['mobile with +86', '+86 13812345678', '13812345678'],
    ['mobile in full width', '１３８１２３４５６７８', '5678'],
    ['mobile in circled digits', '①③⑧①②③④⑤⑥⑦⑧', '5678'],
    [
      'mobile in keycaps',
      '1\u20e33\u20e38\u20e31\u20e32\u20e33\u20e34\u20e35\u20e36\u20e37\u20e38\u20e3',
      '6\u20e37',
    ],
    ['mobile spoken', '我的电话是幺三八一二三四五六七八', '五六七八'],
    ['mobile spoken with pauses', '一三八 一二三四 五六七八', '五六七八'],
    ['mobile spoken with commas', '幺三八，一二三四，五六七八', '五六七八'],
    ['landline', '0571-88886666', '88886666'],
    ['landline of a big city', '010 12345678', '12345678'],
    ['bank card of 16 digits', '卡号6222021234567890', '6222021234567890'],
    ['bank card of 19 digits with spaces', '6222 0212 3456 7890 123', '7890'],
    ['plate', '车牌京A12345', '京A12345'],
    ['plate with a dot', '沪A·D1234', 'D1234'],
    ['new energy plate', '粤BD12345', 'D12345'],
    ['new energy plate with a space', '浙A F12345', 'F12345'],
    ['plate in small letters', '苏e3k567', '3k567'],
    ['learner plate', '京A1234学', '1234学'],
    ['address with road and door', '我住在中山路12号3栋2单元501室', '501'],
    ['address of a lane', '建国弄18号2楼', '18号'],
    ['address of an estate', '阳光花园3号楼2单元501', '501'],
    ['door only', '我家502室漏水', '502'],
    ['name after 我叫', '我叫张三，今年六十', '张三'],
    ['name of three', '我叫王小明', '王小明'],
    ['compound surname', '我叫欧阳娜娜。', '欧阳'],
    ['name after 姓名', '姓名：李四 男', '李四'],
    ['name after 我是', '我是赵六，住在这儿', '赵六'],
    ['WeChat account', '我微信号abc_12345', 'abc_12345'],
    ['QQ', 'QQ：123456789', '123456789'],
    ['e-mail', '发到zhang.san@example.com', 'zhang.san'],
    ['any long number', '订单88776655443', '88776655443'],
  ])('%s', (_, text, secret) => {
    const masked = maskPersonalData(text);
    expect(masked).not.toContain(secret);
    expect(masked).not.toContain(secret.normalize('NFKC'));
    expect(masked).toMatch(/〔\p{Script=Han}+〕/u);
  });
});

describe('what the trouble is about stays', () => {
  it.each([
    '打12345没人接',
    '打110还是119',
    '12315让我找12345',
    '赔2000元',
    '欠我一百二十万元',
    '欠了35000块，还了12000块',
    '民法典第588条',
    '民法典第一千一百六十五条',
    '2024年11月24日晚上10点半',
    '2024-11-24',
    '3月15日15:30',
    '一二三四五六日都吵',
    '上班996',
    '三室一厅',
    '房间里有烟',
    '住了10年，房子120平',
    '我是租客',
    '我是会计',
    '工资5000，拖了3个月',
    '楼上半夜拖椅子，跟物业说了也不管',
    '第3次调解没成',
  ])('%s', (text) => {
    expect(maskPersonalData(text)).toBe(text.normalize('NFKC'));
  });
});

it('masks everything in one message and keeps the rest', () => {
  const masked = maskPersonalData(
    '我叫张三，身份证110101199003078515，电话138 1234 5678，车牌京A12345，住中山路12号，房东不退押金2000元',
  );
  expect(masked).toContain('房东不退押金2000元');
  for (const secret of ['张三', '110101', '1234', 'A12345', '12号']) expect(masked).not.toContain(secret);
});

it('changes nothing when run twice', () => {
  const once = maskPersonalData('我叫张三，电话13812345678，住中山路12号');
  expect(maskPersonalData(once)).toBe(once);
});

it('ends in time on 16 KB of anything', () => {
  for (const unit of ['1', '1 ', '1-', 'a', 'a.', '一', '路', '京A', '我叫', 'a@', '号楼', '微信号']) {
    const text = unit.repeat(Math.floor((16 * 1024) / Buffer.byteLength(unit)));
    const start = performance.now();
    maskPersonalData(text);
    expect(performance.now() - start).toBeLessThan(150);
  }
});
