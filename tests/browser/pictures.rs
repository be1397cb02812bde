//! Pictures of the pages, for people to look at: made only where `GONGKAI_PICTURES` names a folder for them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::browser::{Browser, Scheme, Script, in_browser};
use crate::pages::{PAGES, Page};

const FOLDER: &str = "GONGKAI_PICTURES";

/// A desk and a phone.
const WIDTHS: [u32; 2] = [1_280, 390];

async fn every_page_is_drawn(browser: &Browser, folder: &Path) {
    for width in WIDTHS {
        browser.resize(width).await;
        for scheme in Scheme::BOTH {
            browser.prefer(scheme).await;
            let save = async |name: &str| {
                let path = folder.join(format!("{name}-{width}-{}.png", scheme.name()));
                fs::write(path, browser.picture().await).unwrap();
            };
            for page in PAGES {
                browser.open_page(page).await;
                save(page.name).await;
            }
            browser.open_page(Page::named("results")).await;
            browser.complete("老人").await;
            save("completing").await;
        }
    }
}

#[test]
fn pictures_are_made_when_asked_for() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    // Tests run in their package's folder; whoever asks is in the repository's.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(PathBuf::from(folder));
    fs::create_dir_all(&folder).unwrap();
    in_browser(Script::On, async |browser: &Browser| every_page_is_drawn(browser, &folder).await);
}
