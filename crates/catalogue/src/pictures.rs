//! Pictures and films in a text, and posts that consist of them.

use std::collections::HashSet;

use ego_tree::NodeRef;
use gongkai_document::Document;
use scraper::{ElementRef, Node};

use crate::elements::{elements_under, squashed};
use crate::value::present;

/// A text shorter than this does not say what pictures, films or files beside it say.
const TEXT_CHARACTERS_MIN: usize = 50;

/// The editor's little signs before the links to files.
const SIGNS: [&str; 2] = ["/fileTypeImages/", "/fileicons/"];

/// How the names of picture files end, which editors write as a picture's text.
const PICTURE_ENDS: [&str; 7] = [".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".svg"];

/// What stands in a text besides words.
#[derive(Debug, Default)]
pub(crate) struct Media {
    pub(crate) images: usize,
    /// Films, sounds and pages within the page.
    pub(crate) others: usize,
    /// What the pictures say by their `alt`, or else by their `title`.
    texts: Vec<String>,
}

impl Media {
    /// Counts what stands under `content`.
    pub(crate) fn of(content: NodeRef<'_, Node>) -> Self {
        let mut media = Self::default();
        for element in elements_under(content) {
            match element.value().name() {
                "img" if !is_sign(element) => {
                    media.images += 1;
                    media.texts.extend(text_of_picture(element));
                }
                "video" | "audio" | "embed" | "object" | "iframe" => media.others += 1,
                _ => {}
            }
        }
        media
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.images + self.others == 0
    }

    /// Marks a document whose text is poor, and gives it what its pictures say: where it has no text at all, under its
    /// title.
    pub(crate) fn settle(self, document: &mut Document) {
        document.images = self.images;
        let is_short = squashed(&document.body).chars().count() < TEXT_CHARACTERS_MIN;
        document.text_poor = is_short && (!self.is_empty() || !document.attachments.is_empty());
        if !document.text_poor || self.is_empty() {
            return;
        }
        let title = squashed(&document.title);
        let mut lines: Vec<String> = document.body.lines().map(str::to_owned).collect();
        if lines.is_empty() {
            lines.push(document.title.clone());
        }
        let mut said: HashSet<String> = lines.iter().map(|line| squashed(line)).chain([title]).collect();
        lines.extend(self.texts.into_iter().filter(|text| said.insert(squashed(text))));
        document.body = lines.join("\n");
    }
}

fn is_sign(picture: ElementRef<'_>) -> bool {
    picture.attr("src").is_some_and(|src| SIGNS.iter().any(|sign| src.contains(sign)))
}

/// The text of a picture, when it is not only the file's name or a number (`图片1`).
fn text_of_picture(picture: ElementRef<'_>) -> Option<String> {
    let text = picture.attr("alt").and_then(present).or_else(|| picture.attr("title").and_then(present))?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = text.to_ascii_lowercase();
    let is_file = PICTURE_ENDS.iter().any(|end| lower.ends_with(end));
    let says_nothing = lower.trim_matches(|c: char| !c.is_alphabetic());
    (!is_file && !matches!(says_nothing, "" | "图片" | "图" | "image" | "img")).then_some(text)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use gongkai_document::DocumentId;
    use url::Url;

    use super::*;
    use crate::html::parse_fragment;
    use crate::text::text_of;

    #[track_caller]
    fn check(html: &str, expected: &Expect) {
        let html = parse_fragment(&Url::parse("http://portal.example/").unwrap(), html).unwrap();
        let body = text_of(html.tree.root());
        let mut document = Document::new(DocumentId::from_post("nfcms", 7), "一图读懂助餐办法", body);
        Media::of(html.tree.root()).settle(&mut document);
        expected.assert_eq(&format!("{} {} {:?}", document.images, document.text_poor, document.body));
    }

    #[test]
    fn a_post_of_pictures_says_its_title_and_what_its_pictures_say() {
        check(
            "<img alt='一图读懂 助餐办法'><img alt='01.PNG'><img title='六十岁 补贴三元'><img alt=图片3><img alt='六十岁 补贴三元'>",
            &expect![[r#"5 true "一图读懂助餐办法\n六十岁 补贴三元""#]],
        );
        check("<p>请看视频。</p><video src=a.mp4></video>", &expect![[r#"0 true "请看视频。""#]]);
    }

    #[test]
    fn a_text_with_pictures_stays_as_it_is() {
        let text =
            "年满六十周岁的本区户籍老人凭身份证到所在镇街的长者饭堂就餐，每餐补贴三元，由民政局按月结算，特此通知。";
        check(
            &format!("<p>{text}</p><img alt='流程图'>"),
            &expect![[
                r#"1 false "年满六十周岁的本区户籍老人凭身份证到所在镇街的长者饭堂就餐，每餐补贴三元，由民政局按月结算，特此通知。""#
            ]],
        );
        check("<p>短文。</p><img src='/ueditor/fileTypeImages/icon_pdf.gif'>", &expect![[r#"0 false "短文。""#]]);
    }
}
