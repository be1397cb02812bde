//! What the service counts about itself, for Prometheus.
//!
//! A label is a word of ours: a route's template, a class of statuses, a queue. Nothing that somebody typed is ever one,
//! so the number of series has a bound and no series tells what somebody looks for.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use gongkai_document::Timestamp;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// The upper bounds of the latency histogram, in seconds. A search takes a few milliseconds; the last bound is the budget
/// of an answer.
const LATENCY_BOUNDS_S: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0];

/// The route of a request that no route answers.
pub(crate) const NO_ROUTE: &str = "none";

/// The content type of the text: `OpenMetrics`, which Prometheus reads.
pub(crate) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// A generation, as far as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GenerationFacts {
    /// When it was built.
    pub created_at: Timestamp,
    /// How many documents it has.
    pub documents: u64,
}

/// Everything that is counted, under the names that it is read by.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    latency: Family<RouteLabels, Histogram, fn() -> Histogram>,
    searches: Counter,
    searches_without_result: Counter,
    rate_limited: Counter,
    generation_age_s: Gauge,
    documents: Gauge,
    in_use: Family<QueueLabels, Gauge>,
    waiting: Family<QueueLabels, Gauge>,
    shed: Family<QueueLabels, Counter>,
    too_slow: Family<QueueLabels, Counter>,
    query_log_dropped: Counter,
    generation: Mutex<Option<GenerationFacts>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: String,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct QueueLabels {
    queue: &'static str,
}

/// What a queue counts while it works.
#[derive(Debug, Clone, Default)]
pub(crate) struct QueueCounters {
    /// Jobs refused because as many waited as may.
    pub(crate) shed: Counter,
    /// Jobs whose time was over.
    pub(crate) too_slow: Counter,
}

/// How full a queue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct QueueLoad {
    /// Jobs that run.
    pub(crate) in_use: usize,
    /// Jobs that wait.
    pub(crate) waiting: usize,
}

impl Metrics {
    /// Nothing counted yet, by a service that started at `started_at`.
    pub(crate) fn new(started_at: Timestamp) -> Self {
        let metrics = Self {
            registry: Registry::default(),
            latency: Family::new_with_constructor(latency_histogram),
            searches: Counter::default(),
            searches_without_result: Counter::default(),
            rate_limited: Counter::default(),
            generation_age_s: Gauge::default(),
            documents: Gauge::default(),
            in_use: Family::default(),
            waiting: Family::default(),
            shed: Family::default(),
            too_slow: Family::default(),
            query_log_dropped: Counter::default(),
            generation: Mutex::default(),
        };
        metrics.registered(started_at)
    }

    fn registered(mut self, started_at: Timestamp) -> Self {
        let start = Gauge::<i64>::default();
        start.set(started_at.as_second());
        self.registry.register_with_unit(
            "process_start_time",
            "When the service started, in seconds since 1970",
            Unit::Seconds,
            start,
        );
        let ours = self.registry.sub_registry_with_prefix("gongkai");
        let latency = "Time from a request to the head of its answer, by route and class of status";
        ours.register_with_unit("http_request_duration", latency, Unit::Seconds, self.latency.clone());
        ours.register("searches", "Searches answered, a first page each", self.searches.clone());
        let nothing = "Searches answered that found nothing, a first page each";
        ours.register("searches_without_result", nothing, self.searches_without_result.clone());
        ours.register("rate_limited_requests", "Requests refused with 429", self.rate_limited.clone());
        let age = "How old the generation is that serves; 0 while there is none";
        ours.register_with_unit("generation_age", age, Unit::Seconds, self.generation_age_s.clone());
        ours.register("documents", "Documents that can be found", self.documents.clone());
        ours.register("queue_in_use", "Jobs that run, by queue", self.in_use.clone());
        ours.register("queue_waiting", "Jobs that wait, by queue", self.waiting.clone());
        ours.register("queue_shed", "Jobs refused with 503 because the queue was full", self.shed.clone());
        ours.register("queue_too_slow", "Jobs refused with 503 because their time was over", self.too_slow.clone());
        let dropped = "Searches and clicks that the query log did not count, for want of room";
        ours.register("query_log_dropped", dropped, self.query_log_dropped.clone());
        self
    }

    /// Counts one answered request.
    pub(crate) fn answered(&self, route: &str, status: u16, took: Duration) {
        let labels = RouteLabels { route: route.to_owned(), status: status_class(status) };
        self.latency.get_or_create(&labels).observe(took.as_secs_f64());
    }

    /// Counts one search that was answered.
    pub(crate) fn searched(&self, total: usize) {
        self.searches.inc();
        if total == 0 {
            self.searches_without_result.inc();
        }
    }

    /// Counts one request that was refused because its address asked too often.
    pub(crate) fn rate_limited(&self) {
        self.rate_limited.inc();
    }

    /// The counters of the queue of this name.
    pub(crate) fn queue_counters(&self, queue: &'static str) -> QueueCounters {
        let labels = QueueLabels { queue };
        QueueCounters {
            shed: self.shed.get_or_create_owned(&labels),
            too_slow: self.too_slow.get_or_create_owned(&labels),
        }
    }

    /// Notes the generation that serves.
    pub(crate) fn note_generation(&self, generation: GenerationFacts) {
        *self.generation.lock().unwrap_or_else(PoisonError::into_inner) = Some(generation);
    }

    /// Everything at `now`, with how full the queues are and how much the query log has dropped since the start, in the
    /// text format that Prometheus reads.
    pub(crate) fn text(
        &self,
        now: Timestamp,
        queues: &[(&'static str, QueueLoad)],
        query_log_dropped: u64,
    ) -> Result<String, std::fmt::Error> {
        self.query_log_dropped.inc_by(query_log_dropped.saturating_sub(self.query_log_dropped.get()));
        for (queue, load) in queues {
            let labels = QueueLabels { queue };
            self.in_use.get_or_create(&labels).set(to_gauge(load.in_use));
            self.waiting.get_or_create(&labels).set(to_gauge(load.waiting));
        }
        if let Some(generation) = *self.generation.lock().unwrap_or_else(PoisonError::into_inner) {
            self.generation_age_s.set(now.as_second().saturating_sub(generation.created_at.as_second()));
            self.documents.set(i64::try_from(generation.documents).unwrap_or(i64::MAX));
        }
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// The template of the route that answers a request; [`NO_ROUTE`] when none does.
pub(crate) fn route(request: &Request) -> &str {
    request.extensions().get::<MatchedPath>().map_or(NO_ROUTE, MatchedPath::as_str)
}

/// Counts each request with the time until the head of its answer.
pub(crate) async fn measure(State(metrics): State<Arc<Metrics>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let route = route(&request).to_owned();
    let response = next.run(request).await;
    metrics.answered(&route, response.status().as_u16(), started.elapsed());
    response
}

fn latency_histogram() -> Histogram {
    Histogram::new(LATENCY_BOUNDS_S)
}

fn to_gauge(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The class of a status, as operators write it.
fn status_class(status: u16) -> &'static str {
    match status {
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}
