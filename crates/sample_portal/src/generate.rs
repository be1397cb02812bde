//! Writes a portal: how many documents of which form, their numbers, and what repeals and explains what.

use std::collections::{HashMap, HashSet};

use gongkai_document::Date;

use crate::SampleOptions;
use crate::forms::{self, Draft, Occasion};
use crate::random::Random;
use crate::sites::{SampleSite, sites};
use crate::topics::{Topic, topics};

/// A document with everything that a catalogue says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) draft: Draft,
    /// The place of its site in the list of sites.
    pub(crate) site: usize,
    /// The place of its topic.
    pub(crate) topic: usize,
    pub(crate) made: Date,
    pub(crate) published: Date,
    pub(crate) number: Option<String>,
    /// The item that it explains.
    pub(crate) explains: Option<usize>,
    pub(crate) repealed: bool,
    pub(crate) expired: bool,
    /// Whether somebody put a brand into it.
    pub(crate) hijacked: bool,
}

/// How the documents of a district divide, in thousandths. Explanations, guides and yearly reports come on their own.
const SHARES: [(Form, u64); 10] = [
    (Form::Measures, 90),
    (Form::Plan, 110),
    (Form::Notice, 250),
    (Form::News, 180),
    (Form::Penalty, 110),
    (Form::Procurement, 90),
    (Form::Land, 50),
    (Form::Hiring, 40),
    (Form::Budget, 40),
    (Form::Guide, 40),
];

/// Explanations in a year at the scale of the whole sample: the district's own figure for 2020.
const EXPLANATIONS: usize = 89;
/// Questions of the public, at that scale.
const QUESTIONS: usize = 120;
/// The fewest questions, so that some have the same answer.
const QUESTIONS_MIN: usize = 12;
/// Every how many questions one gets an answer that others get too.
const STOCK_STEP: usize = 4;
/// The brand that somebody put where the district's name stood; there is none of this name.
const BRAND: &str = "博彩天下官网 ";
/// The items of the whole sample: the district's own figure for 2020.
pub(crate) const ITEMS: usize = 6_133;
/// The years that documents are from.
const YEARS: (u64, u64) = (2014, 2024);
/// The last day of the sample; measures whose term ended before it have expired.
pub(crate) const TODAY: Date = Date::constant(2024, 12, 31);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Measures,
    Plan,
    Notice,
    News,
    Penalty,
    Procurement,
    Land,
    Hiring,
    Budget,
    Guide,
    Report,
    DisclosureGuide,
    Question,
    StockQuestion,
    Pictures,
}

/// Everything that a portal is made of.
pub(crate) struct Written {
    pub(crate) sites: Vec<SampleSite>,
    pub(crate) topics: Vec<Topic>,
    pub(crate) items: Vec<Item>,
}

/// Writes `options.items` documents; every other number follows from that one and the seed.
pub(crate) fn write(options: &SampleOptions) -> Written {
    let mut writer = Writer {
        sites: sites(),
        topics: topics(),
        random: Random::new(options.seed),
        titles: HashSet::new(),
        items: Vec::new(),
    };
    let wanted = options.items.max(40);
    let explanations = (EXPLANATIONS * wanted).div_ceil(ITEMS);
    let questions = (QUESTIONS * wanted).div_ceil(ITEMS).max(QUESTIONS_MIN);
    let (questions, pictures) = if options.channels { (questions, 1) } else { (0, 0) };
    let hijacked = usize::from(options.channels && options.quirks);
    let common = wanted - explanations - questions - pictures - hijacked;
    writer.common(common, wanted);
    for number in 0..questions {
        writer.add(if number % STOCK_STEP == 0 { Form::StockQuestion } else { Form::Question });
    }
    for topic in 0..pictures {
        writer.write_form(Form::Pictures, 0, topic, Date::constant(2023, 10, 23));
    }
    writer.items.sort_by_key(|item| item.made);
    writer.number();
    writer.repeal();
    writer.explain(explanations);
    if hijacked > 0 {
        writer.hijack();
    }
    Written { sites: writer.sites, topics: writer.topics, items: writer.items }
}

struct Writer {
    sites: Vec<SampleSite>,
    topics: Vec<Topic>,
    random: Random,
    titles: HashSet<String>,
    items: Vec<Item>,
}

impl Writer {
    /// `count` documents of the forms that every catalogue has, for a sample of `wanted` in all.
    fn common(&mut self, count: usize, wanted: usize) {
        self.meals();
        self.each_site_on_itself(wanted);
        for (form, share) in SHARES {
            let of_form = usize::try_from(share).unwrap_or(0) * count / 1_000;
            for _ in 0..of_form.max(1) {
                self.add(form);
            }
        }
        while self.items.len() < count {
            self.add(Form::Notice);
        }
        self.items.truncate(count);
    }

    /// The measures on meals for the old, the way they are searched for in the manual, and each town's own.
    fn meals(&mut self) {
        self.write(0, 0, Date::constant(2020, 8, 10), forms::meals_measures);
        for site in 1..self.sites.len() {
            let made = Date::constant(2020, 9, 1 + i8::try_from(site).unwrap_or(0));
            self.write(site, 0, made, forms::measures);
        }
    }

    /// Each site's guide and yearly reports.
    fn each_site_on_itself(&mut self, wanted: usize) {
        let years = if wanted < ITEMS / 4 { 2023..=2024 } else { 2015..=2024 };
        for site in 0..self.sites.len() {
            let topic = self.random.index(self.topics.len());
            self.write_form(Form::DisclosureGuide, site, topic, Date::constant(2024, 1, 15));
            for year in years.clone() {
                self.write_form(Form::Report, site, topic, Date::constant(year, 1, 20));
            }
        }
    }

    fn add(&mut self, form: Form) {
        // The district publishes as much as several towns together.
        let site = if self.random.chance(45) { 0 } else { self.random.index(self.sites.len()) };
        let asks = matches!(form, Form::Question | Form::StockQuestion);
        let topics = self.topics.iter().enumerate().filter(|(_, topic)| !asks || topic.is_applied_for());
        let topics: Vec<usize> = topics.map(|(place, _)| place).collect();
        let topic = self.random.pick(&topics);
        let made = self.day();
        self.write_form(form, site, topic, made);
    }

    fn day(&mut self) -> Date {
        let number = |value: u64| i8::try_from(value).unwrap_or(1);
        let year = i16::try_from(self.random.between(YEARS.0, YEARS.1)).unwrap_or(2020);
        let (month, day) = (number(self.random.between(1, 12)), number(self.random.between(1, 28)));
        Date::new(year, month, day).unwrap_or(TODAY)
    }

    fn write_form(&mut self, form: Form, site: usize, topic: usize, made: Date) {
        let write = match form {
            Form::Measures => forms::measures,
            Form::Plan => forms::plan,
            Form::Notice => forms::notice,
            Form::News => forms::news,
            Form::Penalty => forms::penalty,
            Form::Procurement => forms::procurement,
            Form::Land => forms::land,
            Form::Hiring => forms::hiring,
            Form::Budget => forms::budget,
            Form::Guide => forms::guide,
            Form::Report => forms::annual_report,
            Form::DisclosureGuide => forms::disclosure_guide,
            Form::Question => forms::question,
            Form::StockQuestion => forms::stock_question,
            Form::Pictures => forms::pictures,
        };
        self.write(site, topic, made, write);
    }

    fn write(&mut self, site: usize, topic: usize, made: Date, write: fn(&mut Occasion<'_>) -> Draft) {
        let (Some(at), Some(about)) = (self.sites.get(site), self.topics.get(topic)) else { return };
        let mut draft = write(&mut Occasion { site: at, topic: about, made, random: &mut self.random });
        let mut again = 2;
        while !self.titles.insert(draft.title.clone()) {
            // The same matter in the same year once more: officials count such documents.
            draft.title = format!("{}（第{again}批）", draft.title.split("（第").next().unwrap_or_default());
            again += 1;
        }
        let delay = self.random.between(0, 20);
        let published = made.saturating_add(jiff::Span::new().days(i64::try_from(delay).unwrap_or(0)));
        self.items.push(Item {
            draft,
            site,
            topic,
            made,
            published: published.min(TODAY),
            number: None,
            explains: None,
            repealed: false,
            expired: false,
            hijacked: false,
        });
    }

    /// Gives numbers in the order of the documents' days; a number is given once.
    fn number(&mut self) {
        let mut last: HashMap<(String, i16), u32> = HashMap::new();
        for item in &mut self.items {
            let Some(series) = item.draft.series.clone() else { continue };
            let year = item.made.year();
            let is_meals = item.made == Date::constant(2020, 8, 10) && item.topic == 0 && item.site == 0;
            let serial = if is_meals && series == "花府办" {
                MEALS_SERIAL
            } else {
                let serial = last.entry((series.clone(), year)).or_default();
                *serial += 1;
                if *serial == MEALS_SERIAL && series == "花府办" && year == 2020 {
                    *serial += 1;
                }
                *serial
            };
            item.number = Some(format!("{series}〔{year}〕{serial}号"));
        }
    }

    /// Later measures on the same matter repeal earlier ones; what nobody repeals ends with its term.
    fn repeal(&mut self) {
        let mut latest: HashMap<(usize, usize), usize> = HashMap::new();
        for index in 0..self.items.len() {
            let Some(item) = self.items.get(index) else { continue };
            if item.draft.column != crate::sites::MEASURES {
                continue;
            }
            let place = (item.site, item.topic);
            let has_term_ended = i32::from(item.made.year()) + i32::from(forms::TERM_YEARS) < i32::from(TODAY.year());
            let before = latest.insert(place, index).and_then(|before| self.items.get_mut(before));
            let clause = before.and_then(|before| {
                before.repealed = true;
                before.expired = false;
                Some(forms::repeal_clause(&before.draft.title, before.number.as_deref()?))
            });
            if let Some(item) = self.items.get_mut(index) {
                item.expired = has_term_ended;
                item.draft.paragraphs.extend(clause);
            }
        }
    }

    /// Copies a document of the district, with a brand where the district's name stood: what a break-in leaves behind.
    fn hijack(&mut self) {
        let is_plan = |item: &&Item| item.site == 0 && item.draft.column == crate::sites::OTHER_FILES;
        let original = self.items.iter().find(is_plan).or_else(|| self.items.iter().find(|item| item.site == 0));
        let Some(mut copy) = original.cloned() else { return };
        copy.draft.replace("广州市花都区", BRAND);
        copy.draft.replace("花都区", BRAND);
        copy.draft.column = crate::sites::OTHER_FILES;
        self.items.push(Item { number: None, explains: None, repealed: false, expired: false, hijacked: true, ..copy });
    }

    /// Explains `count` measures, the ones on meals first.
    fn explain(&mut self, count: usize) {
        let is_measures = |(_, item): &(usize, &Item)| item.draft.column == crate::sites::MEASURES;
        let measures: Vec<usize> = self.items.iter().enumerate().filter(is_measures).map(|(index, _)| index).collect();
        let meals = measures.iter().copied().filter(|index| {
            self.items.get(*index).and_then(|item| item.number.as_deref()) == Some("花府办〔2020〕12号")
        });
        let mut chosen: Vec<usize> = meals.collect();
        let others: Vec<usize> = measures.iter().copied().filter(|index| !chosen.contains(index)).collect();
        chosen.extend(self.random.some(&others, count.saturating_sub(chosen.len())));
        for policy in chosen {
            let Some(item) = self.items.get(policy).cloned() else { continue };
            let made = item.published.saturating_add(jiff::Span::new().days(3)).min(TODAY);
            let number = item.number.unwrap_or_default();
            let title = item.draft.title;
            let (Some(site), Some(topic)) = (self.sites.get(item.site), self.topics.get(item.topic)) else { continue };
            let mut occasion = Occasion { site, topic, made, random: &mut self.random };
            let mut draft = forms::explanation(&mut occasion, &title, &number);
            if !self.titles.insert(draft.title.clone()) {
                draft.title = format!("{}（{number}）", draft.title);
            }
            self.items.push(Item {
                draft,
                site: item.site,
                topic: item.topic,
                made,
                published: made,
                number: None,
                explains: Some(policy),
                repealed: false,
                expired: false,
                hijacked: false,
            });
        }
    }
}

/// The number of the measures on meals within 花府办〔2020〕.
const MEALS_SERIAL: u32 = 12;
