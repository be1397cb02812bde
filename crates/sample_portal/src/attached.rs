//! The files that hang on posts, and what stands in them and in no post.

use axum::body::Bytes;
use gongkai_document::Attachment;

use crate::files::FileKind;
use crate::generate::ITEMS;
use crate::portal::Post;
use crate::random::Random;
use crate::sites::{BUDGETS, NOTICES, OTHER_FILES, SERVICES};
use crate::topics::Topic;
use crate::writing::{Paragraph, centred, plain, text, village};

/// A file of a post.
#[derive(Debug, Clone)]
pub(crate) struct SampleFile {
    /// The platform's number for it.
    pub(crate) id: u64,
    pub(crate) kind: FileKind,
    pub(crate) bytes: Bytes,
}

/// Posts with files, at the scale of the whole sample.
const POSTS: usize = 60;
/// The fewest posts with files, so that every kind is there.
const POSTS_MIN: usize = 12;
/// The number of the first file; the platform counts files and posts apart.
const FIRST_FILE: u64 = 8_000_001;
/// Files that nobody reads; one each, on the first posts.
const UNREADABLE: [FileKind; 3] = [FileKind::Rar, FileKind::Scan, FileKind::Wps];
/// The other files, over and over.
const READABLE: [FileKind; 6] =
    [FileKind::Docx, FileKind::Xlsx, FileKind::Pdf, FileKind::Docx, FileKind::Xlsx, FileKind::Ofd];

/// Hangs files on some of the posts.
pub(crate) fn attach(posts: &mut [Post], topics: &[Topic], random: &mut Random) {
    let count = (POSTS * posts.len()).div_ceil(ITEMS).max(POSTS_MIN);
    let is_eligible = |post: &Post| {
        post.columns.first().is_some_and(|column| [OTHER_FILES, NOTICES, SERVICES, BUDGETS].contains(column))
            && post.oddity.is_none()
    };
    let eligible: Vec<usize> =
        posts.iter().enumerate().filter(|(_, post)| is_eligible(post)).map(|(place, _)| place).collect();
    let mut last = FIRST_FILE;
    for (index, place) in random.some(&eligible, count).into_iter().enumerate() {
        let Some((post, topic)) =
            posts.get_mut(place).and_then(|post| topics.get(post.topic).map(|topic| (post, topic)))
        else {
            continue;
        };
        let mut kinds: Vec<FileKind> = READABLE.iter().copied().cycle().skip(index).take(1).collect();
        kinds.extend(UNREADABLE.get(index));
        for kind in kinds {
            last += random.between(1, 9);
            add(post, topic, kind, last, random);
        }
        post.document.body = plain(&post.paragraphs);
    }
}

fn add(post: &mut Post, topic: &Topic, kind: FileKind, id: u64, random: &mut Random) {
    let (name, paragraphs) = sheet(topic, random);
    let extension = kind.extension();
    let url = format!("/attachment/{}/{}/{id}/{}.{extension}", id / 1_000_000, id / 1_000, post.id);
    let mut attachment = Attachment::new(format!("{name}.{extension}"), url);
    attachment.unread = kind.unread();
    attachment.text = attachment.unread.is_none().then(|| plain(&paragraphs));
    post.paragraphs.push(Paragraph::File(post.files.len()));
    post.files.push(SampleFile { id, kind, bytes: kind.write(&paragraphs).into() });
    post.document.attachments.push(attachment);
}

/// The name and the content of a sheet about a topic.
fn sheet(topic: &Topic, random: &mut Random) -> (String, Vec<Paragraph>) {
    let name = topic.name;
    let (name, rows, note) = match random.between(0, 3) {
        0 => (format!("{name}服务点一览表"), places(random), "服务点每日向行动不便者预留座席，节假日轮值表另行张贴。"),
        1 => {
            (format!("{name}补助标准对照表"), standards(random), "跨年度核定的，按就高原则折算，不足一个月的按半月计。")
        }
        2 => (format!("{name}任务分解表"), tasks(random), "牵头单位每旬填报红黄绿灯进度，亮红灯的现场督办。"),
        _ => (format!("{name}申请表"), form(), "本表一式两份，用黑色签字笔填写，涂改无效。"),
    };
    (name.clone(), vec![centred(name), Paragraph::Table(rows), text(format!("注：{note}"))])
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn places(random: &mut Random) -> Vec<Vec<String>> {
    let mut rows = vec![row(&["序号", "服务点名称", "餐位（席）", "开放时段"])];
    for number in 1..=6 {
        let place = village(random);
        let seats = (random.between(2, 16) * 10).to_string();
        let kind = random.pick(&["长者饭堂", "邻里驿站", "便民代办点", "颐养小屋"]);
        let hours = random.pick(&["上午十时半至下午一时", "早七时至晚七时", "逢周二、周五全天"]);
        rows.push(row(&[&number.to_string(), &format!("{place}{kind}"), &seats, hours]));
    }
    rows
}

fn standards(random: &mut Random) -> Vec<Vec<String>> {
    let mut rows = vec![row(&["人员类别", "核定档次", "每月金额（元）", "拨付渠道"])];
    for who in ["特困供养人员", "低收入家庭成员", "失能半失能人员", "计划生育特殊家庭成员", "其他人员"]
    {
        let amount = (random.between(6, 90) * 10).to_string();
        let class = random.pick(&["甲档", "乙档", "丙档"]);
        let channel = random.pick(&["一卡通代发", "镇街财政所直拨", "服务机构按季结算"]);
        rows.push(row(&[who, class, &amount, channel]));
    }
    rows
}

fn tasks(random: &mut Random) -> Vec<Vec<String>> {
    let mut rows = vec![row(&["序号", "事项", "牵头单位", "完成时限"])];
    for (number, what) in (1..).zip(["摸排建档", "标识标牌更新", "志愿者结对", "台账回头看", "第三方飞行检查"])
    {
        let until = format!("{}月底", random.between(3, 12));
        let who = random.pick(&["属地综治中心", "各镇街综合保障中心", "网格化服务管理中心"]);
        rows.push(row(&[&number.to_string(), what, who, &until]));
    }
    rows
}

fn form() -> Vec<Vec<String>> {
    vec![
        row(&["申请人姓名", "（填写）", "联络方式", "（填写）"]),
        row(&["现居住地址", "（填写）", "监护人或委托人", "（填写）"]),
        row(&["家庭人口结构", "（填写）", "银行账户开户行", "（填写）"]),
        row(&["村（居）初核意见", "（盖章）", "镇街复核意见", "（盖章）"]),
    ]
}
