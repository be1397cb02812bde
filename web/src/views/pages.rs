//! Links to the other pages of a search.

use gongkai_query::{RESULTS_MAX, SearchRequest};

use crate::params::href;

/// How many pages are named on either side of the one that is shown.
const NEIGHBOURS: usize = 2;

/// The pages of a search that can be gone to.
pub(super) struct Pages {
    pub(super) previous: Option<String>,
    pub(super) next: Option<String>,
    /// In order, with a gap where pages are left out.
    pub(super) steps: Vec<Step>,
    /// The last page that can be shown.
    pub(super) last: usize,
}

/// One place in the row of page numbers.
pub(super) enum Step {
    /// The page that is shown.
    Here(usize),
    /// Another page and its address.
    Page(usize, String),
    /// Some pages that are not named.
    Gap,
}

impl Pages {
    pub(super) fn new(request: &SearchRequest, total: usize) -> Self {
        let last = total.min(RESULTS_MAX).div_ceil(request.size()).min(RESULTS_MAX / request.size());
        let here = request.page();
        let link = |page: usize| request.clone().with_page(page, request.size()).ok().map(|request| href(&request));
        let mut steps = Vec::new();
        let mut before = 0;
        for page in 1..=last {
            if page != 1 && page != last && page.abs_diff(here) > NEIGHBOURS {
                continue;
            }
            if page > before + 1 {
                steps.push(Step::Gap);
            }
            before = page;
            match link(page) {
                Some(href) if page != here => steps.push(Step::Page(page, href)),
                _ => steps.push(Step::Here(page)),
            }
        }
        Self {
            previous: (here > 1 && last > 0).then(|| link((here - 1).min(last))).flatten(),
            next: (here < last).then(|| link(here + 1)).flatten(),
            steps,
            last,
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(page: usize, size: usize, total: usize, expected: &Expect) {
        let pages = Pages::new(&SearchRequest::new("政府").unwrap().with_page(page, size).unwrap(), total);
        let mut line: Vec<String> = Vec::new();
        line.extend(pages.previous.is_some().then(|| "<".to_owned()));
        line.extend(pages.steps.iter().map(|step| match step {
            Step::Here(page) => format!("[{page}]"),
            Step::Page(page, _) => page.to_string(),
            Step::Gap => "…".to_owned(),
        }));
        line.extend(pages.next.is_some().then(|| ">".to_owned()));
        expected.assert_eq(&line.join(" "));
    }

    #[test]
    fn the_first_the_last_and_the_neighbours_are_named() {
        check(1, 10, 95, &expect!["[1] 2 3 … 10 >"]);
        check(5, 10, 95, &expect!["< 1 … 3 4 [5] 6 7 … 10 >"]);
        check(10, 10, 95, &expect!["< 1 … 8 9 [10]"]);
        check(1, 10, 10, &expect!["[1]"]);
    }

    #[test]
    fn no_page_is_named_that_would_be_refused() {
        check(100, 10, 5_000, &expect!["< 1 … 98 99 [100]"]);
        check(33, 30, 5_000, &expect!["< 1 … 31 32 [33]"]);
        check(7, 10, 12, &expect!["< 1 2"]);
        check(1, 10, 0, &expect![[""]]);
    }
}
