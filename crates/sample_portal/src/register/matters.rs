//! What is asked for: matters that do not exist, each in several wordings, as different people write the same request.

use gongkai_document::DocumentId;

use crate::random::Random;
use crate::writing::village;

/// A matter's place among all matters of a register.
pub(crate) type MatterId = usize;

/// Something that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Matter {
    /// How it is called, the register's own way first.
    pub(crate) wordings: Vec<String>,
    /// The public document that it is, when it is one.
    pub(crate) public: Option<DocumentId>,
}

/// The wordings of each sort of matter: `{p}` is a place, `{y}` a year.
const SORTS: [[&str; 3]; 6] = [
    [
        "{p}集体土地征收的批准文件、补偿安置方案和补偿款发放明细",
        "{p}征收集体土地的批准文件、补偿安置方案以及补偿款的发放明细表",
        "补偿款发放明细、补偿安置方案和批准文件（{p}集体土地征收）",
    ],
    [
        "{p}旧村改造项目的实施方案批复和表决结果",
        "{p}旧村改造的实施方案、批复文件及村民表决结果",
        "旧村改造项目（{p}）表决结果和实施方案的批复",
    ],
    [
        "{y}年度{p}困难群众救助资金的发放标准和总额",
        "{p}{y}年困难群众救助资金发放的标准及总额",
        "困难群众救助资金在{p}{y}年度的发放总额和标准",
    ],
    [
        "{p}小学{y}年招生地段划分的依据",
        "{y}年{p}小学划分招生地段所依据的文件",
        "{p}小学招生地段（{y}年）是怎样划分的，依据是什么",
    ],
    [
        "{p}宅基地批准面积和村民建房审批登记表",
        "{p}村民建房审批登记表及宅基地的批准面积",
        "宅基地批准面积、{p}村民建房审批的登记表",
    ],
    [
        "{p}违法建设查处的处罚决定书和拆除费用",
        "{p}查处违法建设的处罚决定书及拆除所花费用",
        "违法建设（{p}）的拆除费用和处罚决定书",
    ],
];
/// The years that some matters are of.
const YEARS: [u64; 3] = [2017, 2018, 2019];

/// What stands around what is asked for.
const FRAMES: [&str; 6] = [
    "申请公开：{}。",
    "请求获取{}。",
    "本人因生活需要，申请公开{}，请以纸质形式提供。",
    "希望贵单位提供{}的复印件，谢谢！",
    "我想了解{}，望予公开。",
    "根据《中华人民共和国政府信息公开条例》，现向贵机关申请公开{}，并加盖公章。",
];

/// Matters, each given once.
#[derive(Debug, Default)]
pub(crate) struct Matters {
    pub(crate) all: Vec<Matter>,
}

impl Matters {
    /// A matter of the district that nobody has asked for yet.
    pub(crate) fn new_one(&mut self, random: &mut Random) -> MatterId {
        loop {
            let (place, year) = (village(random), random.pick(&YEARS).to_string());
            let sort = SORTS.get(random.index(SORTS.len())).copied().unwrap_or_default();
            let wordings: Vec<String> =
                sort.iter().map(|wording| wording.replace("{p}", &place).replace("{y}", &year)).collect();
            if self.all.iter().all(|known| known.wordings != wordings) {
                self.all.push(Matter { wordings, public: None });
                return self.all.len() - 1;
            }
        }
    }

    /// A document of the catalogue as a matter.
    pub(crate) fn public(&mut self, id: DocumentId, title: &str, number: Option<&str>) -> MatterId {
        let bare = title.split_once("关于印发").map_or(title, |(_, name)| name);
        let bare = bare.strip_suffix("的通知").unwrap_or(bare).trim_matches(['《', '》']);
        let mut wordings = vec![format!("《{title}》"), bare.to_owned(), format!("贵区的{bare}全文及附件")];
        wordings.extend(number.map(|number| format!("{number}文件")));
        self.all.push(Matter { wordings, public: Some(id) });
        self.all.len() - 1
    }
}

impl Matter {
    /// One of its wordings.
    pub(crate) fn worded(&self, place: usize) -> String {
        let wording = self.wordings.get(place % self.wordings.len().max(1));
        wording.cloned().unwrap_or_default()
    }
}

/// A request for what is asked, in one of the frames that people put around it.
pub(crate) fn framed(asked: &str, place: usize) -> String {
    FRAMES.get(place % FRAMES.len()).copied().unwrap_or_default().replace("{}", asked)
}
