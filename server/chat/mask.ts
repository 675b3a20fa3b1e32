/** Masks personal data before anything is stored. Wide on purpose: a masked word costs little, a kept one much. */

/** Separators that people put inside a number. */
const SEP = '[\\s\\-—·.\\u20e3]{0,2}';
const SPOKEN = '[零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖]';
const digits = (n: string): string => `(?:[0-9]${SEP}){${n}}`;
const PROVINCE = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼港澳使领';
const SURNAMES =
  '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程邢裴陆荣翁荀羊惠甄曲家封储靳段富巫乌焦巴弓牧车侯宓蓬全班仰秋仲伊宫宁仇栾甘厉戎祖武符刘景詹束龙叶幸司韶郜黎薄印宿白怀蒲从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通边扈燕冀尚农温别庄晏柴瞿阎充慕连茹习艾鱼容向古易慎戈廖庾终居衡步都耿满弘匡国文寇广禄阙东欧利蔚越夔隆师巩聂晁勾敖融冷辛阚那简饶空曾沙养鞠须丰关蒯相查后荆红游竺权盖益桓公岳帅缑亢况有琴商牟佘佴伯赏墨哈谯笪年爱阳佟';

const RULES: [RegExp, string][] = [
  // e-mail and chat accounts
  // (bounded: an open + before the @ would try every start of a long run, 0.4 s on 16 KB)
  [/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/gu, '〔邮箱〕'],
  [/(?<=(?:微信|QQ|qq|抖音|支付宝)(?:号|账号)?(?:是|为|[:：])?\s?)[A-Za-z0-9_-]{5,32}/gu, '〔账号〕'],
  // resident ID: 17 digits and a check character, or the old 15
  [new RegExp(`(?<![0-9])${digits('17')}[0-9Xx](?![0-9])`, 'gu'), '〔身份证号〕'],
  // bank cards before phones: they are longer
  [new RegExp(`(?<![0-9])${digits('12,18')}[0-9](?![0-9])`, 'gu'), '〔卡号〕'],
  // mobile, with +86; landline with area code
  [new RegExp(`(?<![0-9])(?:\\+?86${SEP})?1${SEP}[3-9]${SEP}${digits('8')}[0-9](?![0-9])`, 'gu'), '〔电话〕'],
  [/(?<![0-9])0[0-9]{2,3}[\s-]?[0-9]{7,8}(?![0-9])/gu, '〔电话〕'],
  // spoken digits: 幺三八…
  [new RegExp(`${SPOKEN}(?:[\\s\\-—,、]?${SPOKEN}){6,}`, 'gu'), '〔号码〕'],
  // plates, new-energy ones included
  [new RegExp(`[${PROVINCE}][A-Z][\\s·•.]?[A-Z0-9]{4,5}[A-Z0-9挂学警港澳]`, 'giu'), '〔车牌〕'],
  // addresses: from a road or estate to the door
  [
    /[\p{Script=Han}A-Za-z0-9]{1,12}(?:路|街|道|巷|弄|胡同|大道|里|坊)[0-9一二三四五六七八九十百]{1,5}(?:号|弄)(?:院|楼)?(?:[0-9一二三四五六七八九十A-Za-z]{1,5}(?:号楼|栋|幢|座|单元|层|楼|室|号|户))*/gu,
    '〔地址〕',
  ],
  [
    /(?:[\p{Script=Han}]{1,10}(?:小区|花园|家园|公寓|新村|苑|城|湾|府|庭|庄|村))?[0-9一二三四五六七八九十A-Za-z]{1,4}(?:号楼|栋|幢|座|单元)(?:[0-9一二三四五六七八九十A-Za-z]{1,4}(?:号楼|栋|幢|座|单元|层|楼|室|号|户)|[0-9]{3,4})*/gu,
    '〔地址〕',
  ],
  [/(?<![0-9A-Za-z])[0-9]{3,4}(?:室|房间?)(?![屋产])/gu, '〔门牌〕'],
  // names that are introduced
  [
    new RegExp(
      `(?<=(?:我叫|我是|我名字(?:叫|是)|本人|姓名[:：是]?|名叫|名字叫|叫做?)\\s?)[${SURNAMES}][\\p{Script=Han}·]{1,3}(?=[，,。.；;！!？?\\s、]|$|今年|住|在|身份证|电话|手机|[，的]|[0-9男女])`,
      'gu',
    ),
    '〔姓名〕',
  ],
  [/(?<=(?:我叫|我名字叫|名叫|姓名[:：])\s?)[\p{Script=Han}·]{2,4}/gu, '〔姓名〕'],
  // any other long run of digits
  [/(?<![0-9])[0-9]{7,}(?![0-9])/gu, '〔号码〕'],
];

/** The text with personal data replaced by what kind of data it was. */
export const maskPersonalData = (text: string): string =>
  RULES.reduce((t, [pattern, label]) => t.replace(pattern, label), text.normalize('NFKC'));
