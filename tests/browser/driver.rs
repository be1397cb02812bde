//! Chromium's driver: found, started, and ended.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The names that systems give to the browser and to its driver.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
const DRIVER: &str = "chromedriver";

/// What a browser test needs of the machine.
pub(crate) struct Programs {
    pub(crate) browser: PathBuf,
    driver: PathBuf,
}

impl Programs {
    /// The programs, or nothing where one is missing. Checks that anybody relies on must not be skipped in silence.
    pub(crate) fn find() -> Option<Self> {
        let browser = BROWSERS.iter().find_map(|name| on_the_path(name));
        let (Some(browser), Some(driver)) = (browser, on_the_path(DRIVER)) else {
            skip("Chromium or its driver is missing (Debian: `apt-get install chromium chromium-driver`)");
            return None;
        };
        Some(Self { browser, driver })
    }
}

/// Says why a test is not run, and fails where all of them must run.
pub(crate) fn skip(reason: &str) {
    assert!(env::var_os("CI").is_none_or(|value| value != "true"), "{reason}");
    println!("skipped: {reason}");
}

fn on_the_path(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| Path::is_file(path))
}

/// A driver that runs; it ends with its owner.
pub(crate) struct Driver {
    process: Child,
    /// Where it listens.
    pub(crate) address: String,
}

impl Driver {
    /// Starts one on a port of its own choice.
    pub(crate) fn start(programs: &Programs) -> Self {
        let mut process = Command::new(&programs.driver)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let said = BufReader::new(process.stdout.take().unwrap());
        let port = said.lines().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse::<u16>().ok()
        });
        let Some(port) = port else { panic!("{} did not say on which port it listens", programs.driver.display()) };
        Self { process, address: format!("http://127.0.0.1:{port}") }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
