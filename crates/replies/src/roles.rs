//! What a cited provision is to the reply, told by the words around it.

use std::ops::Range;

use crate::articles::Cited;
use crate::flat::{Flat, floor, last_clause, tail};
use crate::provision::Provision;
use crate::reading::Role;
use crate::sentences::{Sentence, Zone, begins_answer};

/// How an office speaks of itself and of its work.
const OFFICE: &[&str] = &[
    "本机关",
    "本局",
    "我局",
    "本委",
    "我委",
    "本办",
    "我办",
    "本府",
    "我府",
    "我镇",
    "本镇",
    "我街",
    "本街",
    "我厅",
    "本厅",
    "本单位",
    "我单位",
    "本部门",
    "我部门",
    "我中心",
    "本中心",
    "经审查",
    "经审核",
    "经核实",
    "经查",
    "经研究",
    "经检索",
];
/// How it speaks of the applicant.
const APPLICANT: &[&str] = &["您", "你", "申请人", "贵公司", "贵单位", "贵所", "贵会"];
/// What an applicant who cites a law does.
const CLAIMS: &[&str] = &["认为", "主张", "写明", "引用", "为由", "声称", "所称", "所述", "载明", "提到", "强调", "称"];
/// What stands before such a word where it is none: 名称, 未写明.
const NO_CLAIM_AFTER: &[&str] = &["名", "简", "统", "职", "俗", "全", "未", "没有", "不"];
/// Claims that name one thing: what comes after the next comma is the office's again.
const CLAIMS_ONE: &[&str] = &["所称", "所述", "提到", "为由", "引用"];
/// Words with which an office refuses a claim, and goes on for itself after the next comma.
const REFUSES_CLAIM: &[&str] = &["不适用", "不成立", "不符", "没有依据", "无依据", "不予支持"];
/// What an applicant does who asks.
const ASKS: &[&str] = &["申请公开", "申请获取", "要求公开", "要求获取", "请求公开", "申请查询", "申请的是", "要求提供"];
/// How many bytes may lie between the applicant and the claim: 申请人在申请表的“用途描述”一栏中写明.
const CLAIM_BYTES_MAX: usize = 60;

/// Words that say that a provision does not hold.
const NEGATIONS: &[&str] =
    &["不属于", "不适用", "并非", "不符合", "不构成", "不是", "未违反", "非属", "不在", "不受", "不落入"];

/// Where another law is only told for the way that it opens: there the applicant goes on, and nothing is decided by it.
const SENDS_ON: &[&str] =
    &["查询", "办理", "查阅", "阅卷", "购买", "请向", "请依照", "请按照", "另行", "反映", "提出", "咨询"];
/// What another law decides when a reply rests on it.
const DECIDES: &[&str] = &[
    "不予公开",
    "不予提供",
    "不公开",
    "不得",
    "禁止公开",
    "予以公开",
    "国家秘密",
    "不予处理",
    "保密",
    "隐私",
    "商业秘密",
];

/// How much of a sentence before and after a citation is looked at: more than any sentence of a reply has.
const AROUND_BYTES: usize = 1_500;

/// What a provision is to the reply.
pub(crate) fn role(flat: &Flat, sentence: &Sentence, cited: &Cited) -> Role {
    let (provision, range) = (&cited.provision, &cited.range);
    let before = tail(flat.get(sentence.range.start..range.start), AROUND_BYTES);
    let after = flat.get(range.end..sentence.range.end.max(range.end));
    let after = after.get(..floor(after, AROUND_BYTES)).unwrap_or(after);
    if sentence.zone == Zone::Remedy
        || provision.law.is_about_remedies() && ["复议", "诉讼", "起诉"].iter().any(|word| after.contains(word))
    {
        return Role::Remedy;
    }
    if let Some(quotation) = flat.quotation_at(range.start) {
        return quoted(flat, sentence, quotation);
    }
    if is_claimed(before) || is_asked(before, after, sentence.zone) {
        return Role::Applicant;
    }
    if is_negated(provision, before) || is_procedure(provision, before, after, sentence.zone) {
        return Role::Mention;
    }
    match sentence.zone {
        // 根据第三十六条第（四）项的规定，现答复如下
        Zone::Asked if begins_answer(after) => Role::Basis,
        Zone::Asked => Role::Mention,
        _ if provision.law.is_regulation() || rests_on(before, after) => Role::Basis,
        _ => Role::Mention,
    }
}

/// A provision within a quotation: the applicant's words, or a law's that refer to another article.
fn quoted(flat: &Flat, sentence: &Sentence, quotation: &Range<usize>) -> Role {
    let before = tail(flat.get(sentence.range.start..quotation.start), AROUND_BYTES);
    let office = last(before, OFFICE);
    let applicant = last(before, APPLICANT);
    let is_theirs = match sentence.zone {
        Zone::Asked => applicant >= office || office.is_none(),
        _ => applicant > office && (last(before, CLAIMS).is_some() || last(before, ASKS).is_some()),
    };
    if is_theirs { Role::Applicant } else { Role::Mention }
}

/// Whether the nearest who speaks before the provision is the applicant, with a claim.
fn is_claimed(before: &str) -> bool {
    let claims = CLAIMS.iter().flat_map(|claim| before.match_indices(claim).map(|(at, _)| at));
    let is_verb =
        |at: &usize| !before.get(..*at).is_some_and(|head| NO_CLAIM_AFTER.iter().any(|word| head.ends_with(word)));
    let Some(claim) = claims.filter(is_verb).max() else { return false };
    let (subject, claimed) = before.split_at_checked(claim).unwrap_or_default();
    let names_one = CLAIMS_ONE.iter().any(|one| claimed.starts_with(one) || subject.ends_with('所'));
    let is_refused = REFUSES_CLAIM.iter().any(|word| claimed.contains(word));
    if (names_one || is_refused) && claimed.contains(',') {
        return false;
    }
    let Some(applicant) = last(subject, APPLICANT) else { return false };
    claim - applicant <= CLAIM_BYTES_MAX
        && last(subject, OFFICE).is_none_or(|office| office < applicant)
        && last(before, OFFICE).is_none_or(|office| office < claim)
}

/// Whether the provision is part of what was asked: 您申请的是《土地管理法》第四十五条规定的批准文件.
fn is_asked(before: &str, after: &str, zone: Zone) -> bool {
    let asks = ASKS.iter().filter_map(|asks| before.rfind(asks)).max();
    let office = last(before, OFFICE);
    let clause = before.rfind([',', '。', ':']).unwrap_or(0);
    match zone {
        Zone::Asked => {
            let applicant = last(before, APPLICANT);
            asks.is_some_and(|asks| office.is_none_or(|office| office < asks))
                || applicant.is_some() && applicant > office && (after.contains("申请") || after.contains("公开"))
        }
        _ => asks.is_some_and(|asks| asks >= clause) && (after.starts_with("规定的") || after.starts_with("所列")),
    }
}

/// Whether the words of the same clause say that the provision does not hold. What does not belong under article 2 is no
/// government information: that is a reason, not a negation.
fn is_negated(provision: &Provision, before: &str) -> bool {
    let clause = last_clause(before);
    let is_scope = provision.law.is_regulation() && provision.article == 2;
    !is_scope && NEGATIONS.iter().any(|negation| clause.contains(negation))
}

/// Whether the provision only orders a step on the way to the answer, or the duty to publish unasked.
fn is_procedure(provision: &Provision, before: &str, after: &str, zone: Zone) -> bool {
    if !provision.law.is_regulation() {
        return false;
    }
    let clause = after.split(['。', ';']).next().unwrap_or_default();
    let has = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    match provision.article {
        19..=21 => true,
        30 => {
            has(clause, &["补正"])
                && !has(clause, &["视为", "放弃", "逾期", "不再处理"])
                && (zone == Zone::Asked || !has(before, &["不明确", "逾期", "未补正", "不补正", "无法"]))
        }
        31 => has(clause, &["收到"]),
        32 => has(clause, &["征求", "征询"]),
        33 => has(clause, &["延长", "延期", "期限", "工作日"]),
        _ => false,
    }
}

/// Whether a reply rests on a provision of another law: it decides with it, and does not send on to another way.
fn rests_on(before: &str, after: &str) -> bool {
    let sends_on = |text: &str| SENDS_ON.iter().any(|word| text.contains(word));
    let clause = last_clause(before);
    let decides = DECIDES.iter().any(|word| after.contains(word));
    decides && !sends_on(after) && !sends_on(clause)
}

/// Where the last of `words` begins.
fn last(text: &str, words: &[&str]) -> Option<usize> {
    words.iter().filter_map(|word| text.rfind(word)).max()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::read_reply;

    #[track_caller]
    fn check(text: &str, expected: &Expect) {
        let lines: Vec<String> = read_reply(text)
            .citations
            .iter()
            .map(|citation| format!("{:?} {}", citation.role, citation.provision))
            .collect();
        expected.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn what_the_applicant_cites_is_not_what_the_reply_rests_on() {
        check(
            "您认为根据《条例》第二十条第（八）项应当公开。现答复如下：您所称第三十六条第（一）项不适用于本申请，根据《条例》第三十六条第（七）项，请向登记机构查询。",
            &expect![[r#"
                Applicant 《中华人民共和国政府信息公开条例》第二十条第（八）项
                Applicant 《中华人民共和国政府信息公开条例》第三十六条第（一）项
                Basis 《中华人民共和国政府信息公开条例》第三十六条第（七）项"#]],
        );
    }

    #[test]
    fn a_step_on_the_way_is_no_basis_and_the_same_article_can_be_one() {
        check(
            "根据《条例》第三十条，本机关要求您补正。现答复如下：您逾期未补正，依据《条例》第三十条，视为放弃申请。",
            &expect![[r#"
                Mention 《中华人民共和国政府信息公开条例》第三十条
                Basis 《中华人民共和国政府信息公开条例》第三十条"#]],
        );
    }

    #[test]
    fn a_name_is_no_claim() {
        check(
            "现答复如下：你的申请未写明文件名称，依据《条例》第三十条，本局无法提供。",
            &expect!["Basis 《中华人民共和国政府信息公开条例》第三十条"],
        );
    }

    #[test]
    fn instructions_on_remedies_are_kept_apart() {
        check(
            "根据《条例》第三十七条，作区分处理后提供。如不服，根据《行政复议法》第二十条、《行政诉讼法》第四十六条，可以申请复议；也可以依据该法第四十五条起诉。",
            &expect![[r#"
                Basis 《中华人民共和国政府信息公开条例》第三十七条
                Remedy 《中华人民共和国行政复议法》第二十条
                Remedy 《中华人民共和国行政诉讼法》第四十六条
                Remedy 《中华人民共和国行政诉讼法》第四十五条"#]],
        );
    }
}
