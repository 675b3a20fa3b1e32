/**
 * Folds the many ways of writing one word into one, so that a rule is written once:
 * traditional characters, full width, zero width, emoji between characters, homophones and pinyin of danger words.
 */
import { Converter } from 'opencc-js/t2cn';
import { pinyin } from 'pinyin-pro';

export interface Homophone {
  word: string;
  /** words that sound so and mean something else */
  not: string[];
}
export interface TextFolder {
  /** readable text: normalised, without control, direction and zero-width marks */
  clean(utterance: string): string;
  /** what the rules read */
  fold(clean: string): string;
  /** the same trouble in simplified characters, for search and the classifier */
  simplify(clean: string): string;
}

const HAN = /\p{Script=Han}/u;
/** Control (not newline or tab), format, zero-width, direction and variation marks. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]|(?![\t\n])\p{Cc}/gu;
const PICTOGRAPH = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u20e3/gu;
/** Traditional 著火, 睡著, 跟著: the converter keeps 著, which is right only in 著名, 原著 and the like. */
const ZHE = /(?<![显名原专巨遗编合论土译所])著(?![名作述称者])/gu;
const SPACED_HAN = /(?<=\p{Script=Han})[\s·.*_\-~|/\\]+(?=\p{Script=Han})/gu;

/**
 * A character held down: the 17th says no more than the 16th, and patterns with several unbounded repeats
 * (喂+…喂+…喂+) would try every way of sharing a long run out: 1.6 s at 1,000 characters, hours at 16 KB (tests/long).
 */
const LONG_RUN = /(.)(\1{15})\1+/gsu;

/** The one emoji that is a word: a cry for help. */
const SOS = /🆘/gu;

export function createFolder(homophones: Homophone[]): TextFolder {
  const convert = Converter({ from: 't', to: 'cn' });
  const toSimplified = (text: string): string => convert(text).replace(ZHE, '着');
  const sounds = new Map<string, string>();
  const soundOf = (char: string): string => {
    let sound = sounds.get(char);
    if (sound === undefined) {
      sound = HAN.test(char) ? pinyin(char, { toneType: 'none', type: 'string', v: true }) : '';
      sounds.set(char, sound);
    }
    return sound;
  };
  const bySound = new Map<string, Homophone>();
  const byLatin = new Map<string, string>();
  const lengths = new Set<number>();
  for (const h of homophones) {
    const chars = [...h.word];
    const key = chars.map(soundOf).join(' ');
    bySound.set(key, h);
    byLatin.set(key.replaceAll(' ', ''), h.word);
    lengths.add(chars.length);
  }
  const sizes = [...lengths].sort((a, b) => b - a);

  const foldSounds = (text: string): string => {
    const chars = [...text];
    const heard = chars.map(soundOf);
    for (let i = 0; i < chars.length; i += 1) {
      if (!heard[i]) continue;
      for (const size of sizes) {
        const h = bySound.get(heard.slice(i, i + size).join(' '));
        if (!h) continue;
        const written = chars.slice(i, i + size).join('');
        const around = chars.slice(Math.max(0, i - 2), i + size + 2).join('');
        if (written !== h.word && !h.not.some((n) => around.includes(n))) chars.splice(i, size, ...h.word);
        break;
      }
    }
    return chars.join('');
  };
  const foldLatin = (text: string): string =>
    text.replace(/[a-z]+(?:[ '][a-z]+){0,5}/gu, (run) => {
      const whole = byLatin.get(run.replace(/[ ']/gu, ''));
      return whole ?? run.replace(/[a-z]+/gu, (word) => byLatin.get(word) ?? word);
    });

  const clean = (utterance: string): string =>
    utterance
      .normalize('NFKC')
      .replace(INVISIBLE, '')
      .replace(/[ \t]+/gu, ' ')
      .trim();
  const simplify = (text: string): string => toSimplified(text);
  const fold = (text: string): string => {
    const plain = toSimplified(text)
      .toLowerCase()
      .replace(SOS, '救命')
      .replace(PICTOGRAPH, '')
      .replace(SPACED_HAN, '')
      .replace(LONG_RUN, '$1$2');
    return foldSounds(foldLatin(plain));
  };
  return { clean, fold, simplify };
}
