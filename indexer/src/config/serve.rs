//! The table `[serve]`: whose service it is, and its rules towards those who ask.

use std::time::Duration;

use gongkai_web::{Identity, Network, Origins, Policy};
use serde::Deserialize;
use url::Url;

use crate::outcome::WrongUsage;

/// The table `[serve]`. Everything may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ServeSettings {
    /// What the service is called.
    pub(crate) name: Option<String>,
    /// Where the public reaches the service.
    pub(crate) public_url: Option<Url>,
    /// The portal whose documents are searched.
    pub(crate) portal_url: Option<Url>,
    /// Where a request for information is made.
    pub(crate) request_url: Option<Url>,
    /// How many requests one address may make in a minute; 0 sets no limit.
    pub(crate) requests_per_minute: Option<u32>,
    /// The proxies whose `X-Forwarded-For` is believed: addresses or ranges; this machine when left out.
    pub(crate) trusted_proxies: Option<Vec<String>>,
    /// The websites whose scripts may read the API: origins, or `*` alone.
    pub(crate) cors_origins: Vec<String>,
    /// The websites that may show pages in frames: origins, or `*` alone.
    pub(crate) frame_ancestors: Vec<String>,
    /// The addresses or ranges that may read `/metrics`; this machine when left out.
    pub(crate) metrics_from: Option<Vec<String>>,
    /// Whether the log says what was searched, shortened.
    pub(crate) log_queries: bool,
    /// Whether what people search and open is counted.
    pub(crate) query_log: bool,
    /// How many days these counts are kept.
    pub(crate) query_log_days: Option<u32>,
    /// Whether the public's searches also find documents by what they mean.
    pub(crate) semantic: bool,
    /// How many milliseconds that may take before words alone answer.
    pub(crate) semantic_budget_ms: Option<u64>,
}

/// How many days what people searched is kept when nothing else is said: a quarter, which has its tax day and its school
/// entry, and no more than that.
pub(crate) const QUERY_LOG_DAYS_DEFAULT: u32 = 90;

/// How long finding by meaning may take when nothing else is said, in milliseconds: no reader notices so much, and a question
/// of one line takes a tenth of it where no other is asked at once.
const SEMANTIC_BUDGET_MS_DEFAULT: u64 = 150;

impl ServeSettings {
    /// Whose service it is.
    pub(crate) fn identity(&self) -> Identity {
        let usual = Identity::default();
        let text = |url: &Option<Url>| url.as_ref().map(Url::to_string);
        Identity {
            name: self.name.clone().unwrap_or(usual.name),
            public_url: text(&self.public_url),
            portal_url: text(&self.portal_url),
            request_url: text(&self.request_url),
            examples: usual.examples,
        }
    }

    /// The rules towards those who ask.
    pub(crate) fn policy(&self) -> Result<Policy, WrongUsage> {
        let budget_ms = self.semantic_budget_ms.unwrap_or(SEMANTIC_BUDGET_MS_DEFAULT);
        Ok(Policy {
            requests_per_minute: self.requests_per_minute.unwrap_or(Policy::REQUESTS_PER_MINUTE_DEFAULT),
            trusted_proxies: networks("trusted_proxies", self.trusted_proxies.as_deref())?,
            origins: origins("cors_origins", &self.cors_origins)?,
            metrics_from: networks("metrics_from", self.metrics_from.as_deref())?,
            frame_ancestors: origins("frame_ancestors", &self.frame_ancestors)?,
            log_queries: self.log_queries,
            semantic_budget: self.semantic.then(|| Duration::from_millis(budget_ms)),
        })
    }
}

/// The addresses that the setting `key` names; this machine's when it is left out.
fn networks(key: &str, texts: Option<&[String]>) -> Result<Vec<Network>, WrongUsage> {
    let Some(texts) = texts else { return Ok(Policy::this_machine()) };
    let read = texts.iter().map(|text| text.parse()).collect::<Result<_, _>>();
    read.map_err(|error| WrongUsage(format!("[serve] {key}: {error}")))
}

/// The websites that the setting `key` names.
fn origins(key: &str, texts: &[String]) -> Result<Origins, WrongUsage> {
    Origins::read(texts).map_err(|error| WrongUsage(format!("[serve] {key}: {error}")))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use expect_test::expect;

    use crate::config::Settings;

    #[test]
    fn what_is_left_out_is_as_usual_and_what_is_wrong_is_named() {
        let serve = |text: &str| Settings::parse(Path::new("gongkai.toml"), text).unwrap().serve;
        assert_eq!(serve("").policy().unwrap(), gongkai_web::Policy::default());
        assert_eq!(serve("").identity(), gongkai_web::Identity::default());
        let full = serve(
            r#"
            [serve]
            name = "某区政府信息公开检索"
            public_url = "https://search.example.gov.cn"
            requests_per_minute = 0
            trusted_proxies = ["127.0.0.1", "10.0.0.0/8"]
            cors_origins = ["https://www.example.gov.cn"]
            frame_ancestors = ["https://www.example.gov.cn"]
            metrics_from = ["10.0.0.7"]
            log_queries = true
            "#,
        );
        let policy = full.policy().unwrap();
        assert_eq!((policy.requests_per_minute, policy.log_queries), (0, true));
        assert_eq!(policy.metrics_from, ["10.0.0.7".parse().unwrap()]);
        assert_eq!(policy.frame_ancestors, policy.origins);
        assert_eq!(full.identity().public_url.unwrap(), "https://search.example.gov.cn/");
        let wrong = |text: &str| serve(text).policy().unwrap_err().to_string();
        expect!["[serve] trusted_proxies: \"10.0.0.0/99\" is no address or range of addresses; write one such as 10.0.0.0/8 or ::1"]
            .assert_eq(&wrong("[serve]\ntrusted_proxies = [\"10.0.0.0/99\"]\n"));
        expect!["[serve] cors_origins: \"example.cn\" is no origin; write scheme and host such as https://www.example.gov.cn, or * alone for every website"]
            .assert_eq(&wrong("[serve]\ncors_origins = [\"example.cn\"]\n"));
        for key in ["metrics_from", "frame_ancestors"] {
            let error = wrong(&format!("[serve]\n{key} = [\"nonsense/\"]\n"));
            assert!(error.starts_with(&format!("[serve] {key}: \"nonsense/\" is no ")), "{error}");
        }
    }
}
