//! The words that say what stands behind them: 身份证号, 账号, 咨询电话, 申请人.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// How far behind its label a number may stand, in bytes: 号码为 and a bracket, or another number of the same kind.
const REACH_BYTES: usize = 60;

/// How far the fields of an applicant reach behind their first label, in bytes: some six lines of a form.
const FIELDS_BYTES: usize = 400;

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    /// An identity number.
    Identity,
    /// The number of a passport, a travel permit, an officer's card.
    Document,
    /// A bank card.
    Card,
    /// An account; offices have those too.
    Account,
    /// A body's code of 18 characters.
    CreditCode,
    /// Any other number: of a project, a file, a certificate.
    Code,
    /// A telephone or mailbox that an office publishes.
    Service,
    /// A person's own telephone.
    OwnTelephone,
    /// A telephone; whose is not said.
    Telephone,
    /// Whoever applies, writes, complains.
    Applicant,
    /// A person's name.
    Name,
    /// Whom to ask: an applicant's or an office's.
    Contact,
    /// Where somebody lives.
    Home,
    /// Where to write: an applicant or an office.
    Address,
}

/// The words of each label; the longest that stands at a place counts.
const WORDS: &[(Label, &str)] = &[
    (Label::Identity, "身份证 身份证号 身份证号码 身份证件号码 居民身份证 公民身份号码 身份号码 证件号 证件号码"),
    (
        Label::Document,
        "护照 护照号 护照号码 通行证 通行证号 通行证号码 台胞证 台胞证号 回乡证 回乡证号 军官证 军官证号 士兵证 士兵证号 警官证 \
         警官证号 居留证 居留证号",
    ),
    (Label::Card, "银行卡 银行卡号 卡号 储蓄卡 借记卡 信用卡 工资卡 存折 一折通 一卡通"),
    (Label::Account, "账号 帐号 账户 帐户 国库 专户 银行账号 银行帐号"),
    (Label::CreditCode, "信用代码 社会信用代码 统一社会信用代码 组织机构代码 机构代码 索引号 税号 纳税人识别号"),
    (
        Label::Code,
        "编号 编码 代码 文号 注册号 登记号 许可证 许可证号 备案号 备案 单号 订单号 流水号 合同号 批号 批准文号 标识码 案号 票号 \
         发票号码 货号 条码 宗地 不动产权 公告号 专利号 申请号 版权 书号 准考证 准考证号 学号 资格证 执照 注册 ISBN isbn 项目 标段",
    ),
    (
        Label::Service,
        "热线 热线电话 值班电话 咨询电话 咨询热线 监督电话 监督举报电话 举报电话 投诉电话 投诉举报电话 服务电话 办公电话 \
         办公室电话 报修电话 客服 客服电话 预约电话 报名电话 受理电话 招生电话 单位电话 查询电话 救助电话 应急电话 公开电话 \
         报警电话 反映电话 信访电话 维权电话 业务电话 质疑电话 传真 举报邮箱 监督邮箱 投诉邮箱 意见邮箱 公共邮箱 单位邮箱 \
         办公邮箱 咨询邮箱 报名邮箱 举报信箱 投诉信箱",
    ),
    (
        Label::OwnTelephone,
        "宅电 住宅电话 家庭电话 本人电话 个人电话 申请人电话 申请人联系电话 当事人电话 家长电话 监护人电话 户主电话",
    ),
    (Label::Telephone, "电话 联系电话 联系方式 电话号码 手机 手机号 手机号码 移动电话 邮箱 电子邮箱 电子邮件"),
    (
        Label::Applicant,
        "申请人 申请人姓名 投诉人 举报人 信访人 反映人 来信人 写信人 来访人 求助人 委托代理人 受委托人 收件人 被监护人 监护人 \
         申请人（姓名） 申请人信息",
    ),
    (Label::Name, "姓名 本人姓名 户主 户主姓名"),
    (Label::Contact, "联系人 联系人姓名"),
    (
        Label::Home,
        "住址 现住址 家庭住址 家庭地址 户籍地址 户籍所在地 户口所在地 居住地址 常住地址 身份证住址 申请人住址 申请人地址",
    ),
    (Label::Address, "地址 联系地址 通讯地址 通信地址 邮寄地址 收件地址 住所 住所地"),
];

static AUTOMATON: LazyLock<Option<(AhoCorasick, Vec<Label>)>> = LazyLock::new(|| {
    let words = || WORDS.iter().flat_map(|(label, words)| words.split_whitespace().map(|word| (*label, word)));
    let automaton =
        AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words().map(|(_, word)| word)).ok()?;
    Some((automaton, words().map(|(label, _)| label).collect()))
});

/// A label in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    /// What it announces.
    pub(crate) label: Label,
    /// Where it ends, in bytes.
    pub(crate) end: usize,
    /// Where its value begins, when a colon or a tab makes it a field.
    pub(crate) value: Option<usize>,
}

/// The labels of a text, in order.
#[derive(Debug)]
pub(crate) struct Labels<'t> {
    text: &'t str,
    found: Vec<Found>,
}

impl<'t> Labels<'t> {
    /// Finds the labels of `text`.
    pub(crate) fn new(text: &'t str) -> Self {
        let mut found = Vec::new();
        if let Some((automaton, labels)) = AUTOMATON.as_ref() {
            let known = |pattern: usize| labels.get(pattern).copied();
            found.extend(automaton.find_iter(text).filter_map(|one| {
                let label = known(one.pattern().as_usize())?;
                Some(Found { label, end: one.end(), value: value_behind(text, one.end()) })
            }));
        }
        Self { text, found }
    }

    /// Every label.
    pub(crate) fn all(&self) -> impl Iterator<Item = Found> {
        self.found.iter().copied()
    }

    /// The labels that are fields of a form.
    pub(crate) fn fields(&self) -> impl Iterator<Item = Found> {
        self.all().filter(|found| found.value.is_some())
    }

    /// The nearest label before `at`, in the same sentence.
    pub(crate) fn governing(&self, at: usize) -> Option<Label> {
        let found = self.last_before(at)?;
        let between = self.text.get(found.end..at)?;
        (between.len() <= REACH_BYTES && !between.contains('。')).then_some(found.label)
    }

    /// Whether `at` stands among the fields of whoever applies.
    pub(crate) fn is_among_applicants_fields(&self, at: usize) -> bool {
        let known = self.found.partition_point(|found| found.end <= at);
        let near = self.found.iter().take(known).rev().take_while(|found| at - found.end <= FIELDS_BYTES);
        near.into_iter().any(|found| found.label == Label::Applicant && found.value.is_some())
    }

    fn last_before(&self, at: usize) -> Option<&Found> {
        let known = self.found.partition_point(|found| found.end <= at);
        self.found.get(known.checked_sub(1)?)
    }
}

/// Where the value of a field begins whose label ends at `end`: behind a colon or a tab, and blanks.
fn value_behind(text: &str, end: usize) -> Option<usize> {
    let behind = text.get(end..)?;
    let is_blank = |c: char| c.is_whitespace() && c != '\n' && c != '\t';
    let mark = behind.trim_start_matches(is_blank);
    let value = mark.strip_prefix(['：', ':', '\t'])?;
    let value = value.trim_start_matches(|c: char| c.is_whitespace() && c != '\n');
    Some(text.len() - value.len())
}
