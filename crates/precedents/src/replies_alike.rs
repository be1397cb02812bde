//! Replies that say the same: one letter given to many, but for whom, when and under which number.

use gongkai_analysis::Normalized;

/// A reply shorter than this, in letters, says too little to be the same as another one.
const LETTERS_MIN: usize = 20;
/// What the sentences say that are in every letter, whoever it is for: they stand around the answer.
const FRAME: [&str; 8] =
    ["收悉", "收到您", "收到你", "如对本答复不服", "现答复如下", "特此", "上述答复依据", "上述答复根据"];

/// What a reply says, without the sentences around it, its numbers and its days; `None` when that is next to nothing.
///
/// The rest must be the same to the letter: letters from one template differ by a name, and decide about other things.
pub(crate) fn said(reply: &str) -> Option<String> {
    let folded = Normalized::new(reply);
    let mut said = String::new();
    for sentence in folded.text().split_inclusive(['\n', '。', ';', ':']) {
        let is_short = sentence.chars().count() < LETTERS_MIN;
        let is_addressed = is_short && sentence.ends_with(':');
        let is_signed = is_short && sentence.contains(['年', '局', '府', '委']);
        if !is_addressed && !is_signed && !FRAME.iter().any(|frame| sentence.contains(frame)) {
            said.extend(sentence.chars().filter(|c| c.is_alphabetic()));
        }
    }
    (said.chars().count() >= LETTERS_MIN).then_some(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: &str = "李某：您于2024年3月5日提出的申请（青公开申〔2024〕7号）收悉。\n经检索，本机关未制作、未保存您申请的罗坝村补偿方案，该政府信息不存在。\n青城区民政局\n2024年3月20日";

    #[test]
    fn a_letter_given_again_is_the_same_whoever_it_is_for_and_another_village_is_not() {
        let again = LETTER.replace("李某", "王某").replace("7号", "19号").replace("3月20日", "4月2日");
        assert_eq!(said(LETTER), said(&again));
        assert!(said(LETTER).is_some());
        assert_ne!(said(LETTER), said(&LETTER.replace("罗坝村", "李溪村")));
        let given = "经研究，现答复如下：现将罗坝村补偿方案及其附件提供给您，详见附件。\n上述答复依据第三十六条作出。";
        assert_ne!(said(given), said(&given.replace("罗坝村", "李溪村")));
        assert_eq!(said("同意公开。\n青城区民政局\n2024年3月20日"), None);
    }
}
