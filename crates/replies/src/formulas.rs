//! The phrases by which offices decide, as a table: a decision, how much its phrases weigh, and the groups of which each
//! must have a phrase in the answer. `…` stands for a few characters of the same sentence.

use gongkai_document::Decision;

/// One way of saying a decision.
pub(crate) struct Formula {
    pub(crate) decision: Decision,
    /// How surely these phrases mean it and nothing else: 4 hardly, 8 hardly anything else.
    pub(crate) weight: u32,
    pub(crate) groups: &'static [&'static [&'static str]],
}

const fn formula(decision: Decision, weight: u32, groups: &'static [&'static [&'static str]]) -> Formula {
    Formula { decision, weight, groups }
}

/// How an office says that it does not give what was asked.
const REFUSES: &[&str] = &[
    "不予公开",
    "不予以公开",
    "不予提供",
    "不宜公开",
    "不能公开",
    "不公开",
    "无法公开",
    "不得公开",
    "拒绝公开",
    "不向…公开",
    "不同意公开",
    "不便公开",
];

/// How it says that it does not deal with a request.
const DISMISSES: &[&str] = &[
    "不予处理",
    "不再处理",
    "不作为政府信息公开申请",
    "不作为信息公开申请",
    "不属于政府信息公开申请",
    "不按照政府信息公开",
    "不按政府信息公开",
    "不予受理",
    "不予重复处理",
    "不再重复",
    "不予提供",
    "不属于…调整",
];

/// How it says that a request ends by itself.
const LAPSES: &[&str] = &["视为放弃", "视为…放弃", "不再处理", "放弃申请", "终止"];

/// Every formula; of two with the same points the first is meant.
pub(crate) const FORMULAS: &[Formula] = &[
    formula(Decision::Partial, 9, &[&["部分公开", "区分处理", "遮盖", "隐去", "遮挡", "其余部分", "其他部分…公开"]]),
    formula(
        Decision::Granted,
        5,
        &[&[
            "予以公开",
            "同意公开",
            "决定公开",
            "向您公开",
            "向你公开",
            "决定向…公开",
            "现将…提供",
            "现将…寄",
            "现将…送",
            "现予提供",
            "予以提供",
            "提供给您",
            "提供给你",
            "向您提供",
            "向你提供",
            "随函提供",
            "随函附",
            "附件提供",
            "可以提供",
            "已主动公开",
            "已经主动公开",
            "已在…公开",
            "已于…公开",
            "已通过…公开",
            "主动公开,",
        ]],
    ),
    formula(Decision::DeniedSecret, 7, &[&["国家秘密", "涉密", "密级"], REFUSES]),
    formula(Decision::DeniedForbidden, 6, &[&["禁止公开", "不得对外提供", "不得向社会公开"], REFUSES]),
    formula(
        Decision::DeniedSecurity,
        6,
        &[
            &["三安全一稳定", "危及…国家安全", "危及…公共安全", "危及…经济安全", "危及…社会稳定", "影响社会稳定"],
            REFUSES,
        ],
    ),
    formula(
        Decision::DeniedThirdParty,
        5,
        &[&["商业秘密", "个人隐私", "他人隐私", "第三方…权益", "第三人…权益", "第三方不同意", "第三方…隐私"], REFUSES],
    ),
    formula(
        Decision::DeniedInternal,
        6,
        &[&["内部事务", "人事管理", "后勤管理", "内部工作流程", "内部管理信息"], REFUSES],
    ),
    formula(
        Decision::DeniedProcess,
        6,
        &[&["过程性信息", "讨论记录", "过程稿", "磋商信函", "请示报告", "处于讨论", "正在讨论", "处于调查"], REFUSES],
    ),
    formula(Decision::DeniedEnforcement, 7, &[&["执法案卷", "案卷信息", "执法卷宗"], REFUSES]),
    formula(
        Decision::DeniedInquiry,
        6,
        &[
            &["行政查询事项", "登记资料", "登记档案", "登记信息", "特别规定"],
            &["查询", "办理", "查档", "查阅", "特别规定", "不予公开"],
        ],
    ),
    formula(
        Decision::UnavailableNotHeld,
        6,
        &[&[
            "信息不存在",
            "未制作",
            "未保存",
            "未获取",
            "没有您申请",
            "没有你申请",
            "没有所申请",
            "未查询到",
            "未检索到",
            "未查到",
            "未发现",
            "未找到",
            "不掌握",
            "不属于…负责公开",
            "不属于…公开职责",
            "不属于…职责范围",
            "不属于…职权范围",
            "不属于…公开范围",
            "非…负责公开",
            "并非…制作机关",
            "不是…制作机关",
            "非…制作机关",
            "不持有",
        ]],
    ),
    formula(
        Decision::UnavailableNotReady,
        7,
        &[
            &[
                "没有现成",
                "无现成",
                "加工、分析",
                "加工分析",
                "另行制作",
                "重新制作",
                "汇总制作",
                "另行汇总",
                "另行统计",
            ],
            &["不予提供", "无法提供", "不予公开", "不提供", "没有义务", "不承担"],
        ],
    ),
    formula(Decision::UnavailableUnclear, 7, &[&["不明确", "不清楚", "无法确定", "无法识别", "不具体"], &["补正"]]),
    formula(Decision::NotProcessedPetition, 7, &[&["信访", "投诉", "举报"], DISMISSES]),
    formula(
        Decision::NotProcessedRepeat,
        7,
        &[&["重复申请", "不再重复", "重复处理", "相同申请", "同一申请", "相同内容", "重复提出"], &["答复", "处理"]],
    ),
    formula(
        Decision::NotProcessedPublication,
        7,
        &[&["公开出版", "政府公报", "公开发行", "报刊"], &["购买", "不予提供", "不予处理", "获取的途径", "获取途径"]],
    ),
    formula(
        Decision::NotProcessedExcessive,
        7,
        &[
            &["超过合理范围", "大量、反复", "大量反复", "反复、大量", "数量、频次", "大量申请"],
            &["不予处理", "理由不合理", "无正当理由", "不予公开"],
        ],
    ),
    formula(
        Decision::NotProcessedConfirm,
        8,
        &[&["确认", "重新出具"], &["已获取", "已经获取", "已获得", "已经获得", "已取得"], DISMISSES],
    ),
    formula(Decision::OtherUncorrected, 9, &[&["补正", "不补正", "未补正", "未予补正", "未按…补正"], LAPSES]),
    formula(Decision::OtherUncorrected, 7, &[&["逾期不补正", "逾期未补正", "逾期仍未补正"]]),
    formula(Decision::OtherUnpaid, 7, &[&["逾期未缴", "逾期不缴", "逾期未按收费通知"]]),
    formula(Decision::OtherUnpaid, 9, &[&["费用", "缴费", "收费", "缴纳"], LAPSES]),
    formula(Decision::Other, 7, &[&["不属于…规定的政府信息", "不属于…所称的政府信息", "不属于…所指的政府信息"]]),
    formula(
        Decision::Other,
        6,
        &[&["撤回", "撤销"], &["申请"], &["终止", "终结", "不再处理", "同意", "予以结案", "办结"]],
    ),
    formula(Decision::Other, 4, &[&["其他处理"]]),
];

/// The decision that an article of the regulation suggests, with its points: 4 where it means nothing else, 1 or 2 where
/// several rows rest on it.
pub(crate) fn suggested(article: u32, paragraph: Option<u32>, item: Option<u32>) -> &'static [(Decision, u32)] {
    match (article, paragraph, item) {
        (36, _, Some(1 | 2)) => &[(Decision::Granted, 3)],
        (36, _, Some(4 | 5)) => &[(Decision::UnavailableNotHeld, 3)],
        (36, _, Some(6)) => &[(Decision::NotProcessedRepeat, 3)],
        (36, _, Some(7)) => &[(Decision::DeniedInquiry, 4)],
        (37, _, _) => &[(Decision::Partial, 4)],
        (38, _, _) => &[(Decision::UnavailableNotReady, 4)],
        (39, Some(2), _) => &[(Decision::NotProcessedPublication, 4)],
        (39, _, _) => &[(Decision::NotProcessedPetition, 3)],
        (35, _, _) => &[(Decision::NotProcessedExcessive, 4)],
        (30, _, _) => &[(Decision::UnavailableUnclear, 2), (Decision::OtherUncorrected, 2)],
        (42, _, _) => &[(Decision::OtherUnpaid, 3)],
        (14, _, _) => &[(Decision::DeniedSecret, 2), (Decision::DeniedForbidden, 2), (Decision::DeniedSecurity, 2)],
        (15, _, _) => &[(Decision::DeniedThirdParty, 2)],
        (16, Some(1), _) => &[(Decision::DeniedInternal, 3)],
        (16, Some(2), _) => &[(Decision::DeniedProcess, 2), (Decision::DeniedEnforcement, 2)],
        (16, _, _) => &[(Decision::DeniedInternal, 1), (Decision::DeniedProcess, 1), (Decision::DeniedEnforcement, 1)],
        (2, _, _) => &[(Decision::Other, 3)],
        _ => &[],
    }
}
