//! How Chinese text is read: pinyin without tones, with our own list of words whose characters are read otherwise than
//! mostly.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use gongkai_analysis::Normalized;
use pinyin::ToPinyin;

/// Words in which a character is not read as it mostly is. The table of the library knows characters alone: 花都 would be
/// huadou, 银行 yinxing.
const POLYPHONES: &[(&str, &str)] = &[
    ("花都", "hua du"),
    ("都市", "du shi"),
    ("首都", "shou du"),
    ("成都", "cheng du"),
    ("都江堰", "du jiang yan"),
    ("重庆", "chong qing"),
    ("重新", "chong xin"),
    ("重复", "chong fu"),
    ("重组", "chong zu"),
    ("重建", "chong jian"),
    ("重修", "chong xiu"),
    ("银行", "yin hang"),
    ("行业", "hang ye"),
    ("同行", "tong hang"),
    ("央行", "yang hang"),
    ("商行", "shang hang"),
    ("会计", "kuai ji"),
    ("长期", "chang qi"),
    ("长效", "chang xiao"),
    ("长江", "chang jiang"),
    ("长沙", "chang sha"),
    ("长春", "chang chun"),
    ("长度", "chang du"),
    ("特长", "te chang"),
    ("延长", "yan chang"),
    ("增长", "zeng zhang"),
    ("校长", "xiao zhang"),
    ("市长", "shi zhang"),
    ("区长", "qu zhang"),
    ("镇长", "zhen zhang"),
    ("局长", "ju zhang"),
    ("部长", "bu zhang"),
    ("院长", "yuan zhang"),
    ("家长", "jia zhang"),
    ("长者", "zhang zhe"),
    ("长辈", "zhang bei"),
    ("河长", "he zhang"),
    ("林长", "lin zhang"),
    ("林长制", "lin zhang zhi"),
    ("河长制", "he zhang zhi"),
    ("成长", "cheng zhang"),
    ("生长", "sheng zhang"),
    ("调查", "diao cha"),
    ("调研", "diao yan"),
    ("调动", "diao dong"),
    ("调度", "diao du"),
    ("抽调", "chou diao"),
    ("调整", "tiao zheng"),
    ("调解", "tiao jie"),
    ("调控", "tiao kong"),
    ("参与", "can yu"),
    ("参差", "cen ci"),
    ("党参", "dang shen"),
    ("朝阳", "chao yang"),
    ("供给", "gong ji"),
    ("给付", "ji fu"),
    ("补给", "bu ji"),
    ("配给", "pei ji"),
    ("自给", "zi ji"),
    ("给水", "ji shui"),
    ("率先", "shuai xian"),
    ("统率", "tong shuai"),
    ("角色", "jue se"),
    ("便宜", "pian yi"),
    ("传记", "zhuan ji"),
    ("自传", "zi zhuan"),
    ("转载", "zhuan zai"),
    ("下载", "xia zai"),
    ("载明", "zai ming"),
    ("记载", "ji zai"),
    ("尽管", "jin guan"),
    ("尽快", "jin kuai"),
    ("当作", "dang zuo"),
    ("强迫", "qiang po"),
    ("勉强", "mian qiang"),
    ("差价", "cha jia"),
    ("差异", "cha yi"),
    ("差额", "cha e"),
    ("误差", "wu cha"),
    ("偏差", "pian cha"),
    ("出差", "chu chai"),
    ("处理", "chu li"),
    ("处罚", "chu fa"),
    ("处分", "chu fen"),
    ("处置", "chu zhi"),
    ("惩处", "cheng chu"),
    ("查处", "cha chu"),
    ("办事处", "ban shi chu"),
    ("弹性", "tan xing"),
    ("子弹", "zi dan"),
    ("量刑", "liang xing"),
    ("测量", "ce liang"),
    ("计量", "ji liang"),
    ("数量", "shu liang"),
    ("质量", "zhi liang"),
    ("省内", "sheng nei"),
    ("反省", "fan xing"),
    ("应急", "ying ji"),
    ("应当", "ying dang"),
    ("供应", "gong ying"),
    ("曾经", "ceng jing"),
    ("相片", "xiang pian"),
    ("名片", "ming pian"),
    ("血液", "xue ye"),
    ("厦门", "xia men"),
    ("番禺", "pan yu"),
    ("大厦", "da sha"),
    ("六安", "lu an"),
    ("单县", "shan xian"),
    ("东莞", "dong guan"),
    ("蚌埠", "beng bu"),
    ("台州", "tai zhou"),
    ("荥阳", "xing yang"),
    ("监利", "jian li"),
    ("洪洞", "hong tong"),
    ("乐清", "yue qing"),
    ("音乐", "yin yue"),
    ("乐器", "yue qi"),
    ("奖券", "jiang quan"),
    ("证券", "zheng quan"),
    ("债券", "zhai quan"),
    ("房屋", "fang wu"),
    ("技术", "ji shu"),
    ("系统", "xi tong"),
    ("解系", "jie xi"),
    ("暴露", "bao lu"),
    ("粮食", "liang shi"),
    ("车辆", "che liang"),
    ("车站", "che zhan"),
    ("校对", "jiao dui"),
    ("校准", "jiao zhun"),
    ("校正", "jiao zheng"),
    ("更新", "geng xin"),
    ("更正", "geng zheng"),
    ("更改", "geng gai"),
    ("变更", "bian geng"),
    ("屏蔽", "ping bi"),
    ("卡点", "ka dian"),
    ("藏族", "zang zu"),
    ("西藏", "xi zang"),
    ("宝藏", "bao zang"),
    ("矿藏", "kuang cang"),
    ("提防", "di fang"),
    ("模样", "mu yang"),
    ("模具", "mu ju"),
    ("假期", "jia qi"),
    ("兴办", "xing ban"),
    ("兴趣", "xing qu"),
    ("散装", "san zhuang"),
    ("分散", "fen san"),
    ("称职", "chen zhi"),
    ("名称", "ming cheng"),
    ("职称", "zhi cheng"),
    ("扒窃", "pa qie"),
    ("坊间", "fang jian"),
    ("禁止", "jin zhi"),
    ("中标", "zhong biao"),
    ("中奖", "zhong jiang"),
    ("种植", "zhong zhi"),
    ("冲压", "chong ya"),
    ("着力", "zhuo li"),
    ("着重", "zhuo zhong"),
    ("沉着", "chen zhuo"),
    ("落户", "luo hu"),
    ("落实", "luo shi"),
    ("得到", "de dao"),
    ("地方", "di fang"),
    ("目的", "mu di"),
    ("标的", "biao di"),
    ("了解", "liao jie"),
    ("为民", "wei min"),
    ("行为", "xing wei"),
    ("还款", "huan kuan"),
    ("归还", "gui huan"),
    ("偿还", "chang huan"),
    ("返还", "fan huan"),
    ("退还", "tui huan"),
    ("还建", "huan jian"),
    ("发还", "fa huan"),
    ("没收", "mo shou"),
    ("数据", "shu ju"),
    ("降低", "jiang di"),
    ("投降", "tou xiang"),
    ("结果", "jie guo"),
    ("空闲", "kong xian"),
    ("空缺", "kong que"),
    ("塑料", "su liao"),
    ("盛大", "sheng da"),
    ("石油", "shi you"),
    ("似乎", "si hu"),
    ("宿舍", "su she"),
    ("吐鲁番", "tu lu fan"),
    ("委托", "wei tuo"),
    ("校车", "xiao che"),
    ("扎实", "zha shi"),
    ("择优", "ze you"),
    ("选择", "xuan ze"),
    ("正月", "zheng yue"),
    ("只有", "zhi you"),
    ("作业", "zuo ye"),
    ("钻探", "zuan tan"),
];

static READ_OTHERWISE: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let words = POLYPHONES.iter().map(|(word, _)| word);
    AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words).ok()
});

/// A letter of a folded text: the byte it stands at, the letter, and how it is read. A letter of another script is its own
/// reading, or has none.
pub(crate) struct Letter {
    pub(crate) at: usize,
    pub(crate) written: char,
    pub(crate) reading: &'static str,
}

/// The letters and digits of a text, folded, without blanks and punctuation.
pub(crate) fn letters(text: &str) -> Vec<Letter> {
    let normalized = Normalized::new(text);
    let text = normalized.text();
    let mut letters: Vec<Letter> = text
        .char_indices()
        .filter(|(_, letter)| letter.is_alphanumeric())
        .map(|(at, written)| Letter { at, written, reading: reading(written) })
        .collect();
    let Some(words) = READ_OTHERWISE.as_ref() else { return letters };
    for found in words.find_iter(text) {
        let Some((_, readings)) = POLYPHONES.get(found.pattern().as_usize()) else { continue };
        let from = letters.partition_point(|letter| letter.at < found.start());
        for (letter, reading) in letters.iter_mut().skip(from).zip(readings.split(' ')) {
            letter.reading = reading;
        }
    }
    letters
}

pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

fn reading(letter: char) -> &'static str {
    const ASCII: &str = "0123456789abcdefghijklmnopqrstuvwxyz";
    match letter.to_pinyin() {
        // On a keyboard without ü, v is typed.
        Some(reading) => match reading.plain() {
            "lü" => "lv",
            "nü" => "nv",
            "lüe" => "lve",
            "nüe" => "nve",
            plain => plain,
        },
        None => ASCII.find(letter).and_then(|at| ASCII.get(at..=at)).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let readings: Vec<&str> = letters(text).iter().map(|letter| letter.reading).collect();
        assert_eq!(readings.join(" "), expected, "{text}");
    }

    #[test]
    fn a_word_is_read_as_people_read_it() {
        check("花都区长者饭堂", "hua du qu zhang zhe fan tang");
        check("重庆银行会计", "chong qing yin hang kuai ji");
        check("长效机制", "chang xiao ji zhi");
        check("旅客、《綠化》，GDP２", "lv ke lv hua g d p 2");
        check("Ω あ 〔〕", " ");
    }

    #[test]
    fn every_reading_of_our_list_has_a_syllable_for_each_character() {
        for (word, readings) in POLYPHONES {
            assert_eq!(word.chars().count(), readings.split(' ').count(), "{word}");
        }
    }
}
