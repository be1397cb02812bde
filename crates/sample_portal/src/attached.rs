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
    // A list of canteens is always there: the first topic's.
    let first = eligible.iter().copied().find(|place| posts.get(*place).is_some_and(|post| post.topic == 0));
    let others: Vec<usize> = eligible.into_iter().filter(|place| Some(*place) != first).collect();
    let chosen = first.into_iter().chain(random.some(&others, count)).take(count);
    let mut last = FIRST_FILE;
    for (index, place) in chosen.enumerate() {
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
    let choices: &[fn(&mut Random) -> Sheet] = match topic.is_applied_for() {
        _ if topic.name.contains("助餐") => &[canteens],
        true => &[offices, standards, form],
        false => &[tasks, checks],
    };
    let choice = choices.get(random.index(choices.len())).copied().unwrap_or(tasks);
    let Sheet { name, rows, note } = choice(random);
    let name = format!("{}{name}", topic.name);
    (name.clone(), vec![centred(name), Paragraph::Table(rows), text(format!("注：{note}"))])
}

/// A table of which no post says anything.
struct Sheet {
    name: &'static str,
    rows: Vec<Vec<String>>,
    note: &'static str,
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn canteens(random: &mut Random) -> Sheet {
    let mut rows = vec![row(&["序号", "饭堂名称", "餐位（席）", "供餐时段"])];
    for number in 1..=8 {
        let place = village(random);
        let seats = (random.between(2, 16) * 10).to_string();
        let kind = random.pick(&["颐养饭堂", "银龄食堂", "邻里厨房"]);
        let hours = random.pick(&["上午十时半至下午一时", "午晚两餐", "逢周二、周五全天"]);
        rows.push(row(&[&number.to_string(), &format!("{place}{kind}"), &seats, hours]));
    }
    Sheet {
        name: "供餐点一览表", rows, note: "糖尿病餐、软食餐须提前一日预订，轮椅席位设在出口一侧。"
    }
}

fn offices(random: &mut Random) -> Sheet {
    let mut rows = vec![row(&["序号", "受理点名称", "取号方式", "开放时段"])];
    for number in 1..=6 {
        let place = village(random);
        let kind = random.pick(&["邻里驿站", "便民代办点", "党群服务站"]);
        let queue = random.pick(&["现场叫号", "小程序预约", "电话预约"]);
        let hours = random.pick(&["上午十时半至下午四时", "早七时至晚七时", "逢周二、周五全天"]);
        rows.push(row(&[&number.to_string(), &format!("{place}{kind}"), queue, hours]));
    }
    Sheet {
        name: "受理点一览表", rows, note: "哺乳室和无障碍卫生间设在一楼，节假日轮值表另行张贴。"
    }
}

fn standards(random: &mut Random) -> Sheet {
    let mut rows = vec![row(&["人员类别", "核定档次", "金额（元）", "拨付渠道"])];
    for who in ["特困供养人员", "低收入家庭成员", "失能半失能人员", "计划生育特殊家庭成员", "其他人员"]
    {
        let amount = (random.between(6, 90) * 10).to_string();
        let class = random.pick(&["甲档", "乙档", "丙档"]);
        let channel = random.pick(&["一卡通代发", "镇街财政所直拨", "服务机构按季结算"]);
        rows.push(row(&[who, class, &amount, channel]));
    }
    Sheet {
        name: "补助标准对照表", rows, note: "跨年度核定的，按就高原则折算，不足一个月的按半月计。"
    }
}

fn form(_: &mut Random) -> Sheet {
    let rows = vec![
        row(&["申请人姓名", "（填写）", "联络方式", "（填写）"]),
        row(&["现居住地址", "（填写）", "监护人或委托人", "（填写）"]),
        row(&["家庭人口结构", "（填写）", "银行账户开户行", "（填写）"]),
        row(&["村（居）初核意见", "（盖章）", "镇街复核意见", "（盖章）"]),
    ];
    Sheet { name: "申请表", rows, note: "本表一式两份，用黑色签字笔填写，涂改无效。" }
}

fn tasks(random: &mut Random) -> Sheet {
    let mut rows = vec![row(&["序号", "事项", "承办单位", "办结时限"])];
    for (number, what) in (1..).zip(["摸排建档", "标识标牌更新", "志愿者结对", "台账回头看", "第三方飞行检查"])
    {
        let until = format!("{}月底", random.between(3, 12));
        let who = random.pick(&["属地综治中心", "各镇街综合保障中心", "网格化服务管理中心"]);
        rows.push(row(&[&number.to_string(), what, who, &until]));
    }
    Sheet {
        name: "任务分解表", rows, note: "承办单位每旬填报红黄绿灯进度，亮红灯的现场督办。"
    }
}

fn checks(random: &mut Random) -> Sheet {
    let mut rows = vec![row(&["序号", "点位", "判定", "复查安排"])];
    for number in 1..=6 {
        let place = village(random);
        let part = random.pick(&["东片区", "临街片区", "祠堂周边", "工业园北门"]);
        let found = random.pick(&["基本符合", "限期整治", "一票否决"]);
        let again = random.pick(&["下旬复查", "夜间突击复查", "委托第三方复查"]);
        rows.push(row(&[&number.to_string(), &format!("{place}{part}"), found, again]));
    }
    Sheet {
        name: "巡查记录表", rows, note: "记录表由两名巡查人员签字，影像编号与点位一一对应。"
    }
}
