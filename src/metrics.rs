//! What is counted while the bot works, for Prometheus. Numbers only: no ids, no texts.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Metric, Registry};

/// One label: what kind of a thing was counted. A word of the program or an id of the content.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    kind: Word,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Word(&'static str);

impl EncodeLabelValue for Word {
    fn encode(
        &self,
        encoder: &mut prometheus_client::encoding::LabelValueEncoder<'_>,
    ) -> Result<(), std::fmt::Error> {
        EncodeLabelValue::encode(&self.0, encoder)
    }
}

/// The metrics of one running bot.
#[derive(Debug)]
pub struct Metrics {
    registry: Mutex<Registry>,
    updates: Family<Kind, Counter>,
    updates_repeated: Counter,
    updates_failed: Counter,
    batches_failed: Counter,
    plans: Family<Kind, Counter>,
    answers: Family<Kind, Counter>,
    calls: Family<Kind, Counter>,
    retries: Family<Kind, Counter>,
    calls_refused: Counter,
    pending: Gauge,
    intake_paused: Counter,
    reply: Histogram,
    batch: Histogram,
    /// When updates could last not be stored, until some could again.
    not_stored: Mutex<Option<Instant>>,
}

/// How long updates that could not be stored count: where none is brought because the bot is not ready, it has to
/// be tried again.
const NOT_STORED_COUNTS: Duration = Duration::from_secs(60);

impl Metrics {
    /// Every metric at zero.
    #[must_use]
    pub fn new(content_version: &str) -> Self {
        let mut registry = Registry::with_prefix("achilles");
        registry.register(
            "content",
            "The content in use",
            Info::new([("version", content_version.to_owned())]),
        );
        let all = &mut registry;
        Self {
            updates: register(all, "updates", "Updates handled, by what they ask for"),
            updates_repeated: register(
                all,
                "updates_repeated",
                "Updates delivered again after they were handled",
            ),
            updates_failed: register(
                all,
                "updates_failed",
                "Updates skipped because handling them failed",
            ),
            batches_failed: register(
                all,
                "batches_failed",
                "Batches of updates that the database refused",
            ),
            plans: register(all, "plans", "Plans given, by pathway"),
            answers: register(all, "answers", "Questions answered or declined, by reason"),
            calls: register(
                all,
                "calls",
                "Calls of the Bot API that Telegram has accepted, by method",
            ),
            retries: register(all, "retries", "Calls tried again, by why"),
            calls_refused: register(all, "calls_refused", "Calls that Telegram refused for good"),
            pending: register(all, "calls_pending", "Calls of the Bot API in the outbox"),
            intake_paused: register(
                all,
                "intake_paused",
                "Times that processing paused because the outbox was full",
            ),
            reply: seconds(
                all,
                "reply_seconds",
                "From taking in an update to Telegram accepting the first message or edit that follows from it",
                0.001,
            ),
            batch: seconds(
                all,
                "batch_seconds",
                "One batch of updates handled and on disk",
                0.0005,
            ),
            registry: Mutex::new(registry),
            not_stored: Mutex::default(),
        }
    }

    /// The present state in the text format of OpenMetrics.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let registry = match self.registry.lock() {
            Ok(registry) => registry,
            Err(poisoned) => poisoned.into_inner(),
        };
        // Writing to a string does not fail.
        let _ = encode(&mut text, &registry);
        text
    }

    /// An update was handled.
    pub fn update_handled(&self, kind: &'static str) {
        count(&self.updates, kind);
    }

    /// An update was delivered again.
    pub fn update_repeated(&self) {
        self.updates_repeated.inc();
    }

    /// An update was skipped.
    pub fn update_failed(&self) {
        self.updates_failed.inc();
    }

    /// A batch of work was refused.
    pub fn batch_failed(&self) {
        self.batches_failed.inc();
    }

    /// A batch of work is on disk.
    pub fn batch_committed(&self, took: Duration) {
        self.batch.observe(took.as_secs_f64());
    }

    /// Whether the updates that were brought could be stored.
    pub fn note_stored(&self, stored: bool) {
        let mut not_stored = self
            .not_stored
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *not_stored = (!stored).then(Instant::now);
    }

    /// Whether updates could be stored when they were last brought, as far as that was lately.
    pub fn is_storing(&self) -> bool {
        let not_stored = self
            .not_stored
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        not_stored.is_none_or(|at| at.elapsed() > NOT_STORED_COUNTS)
    }

    /// A plan was given.
    pub fn plan(&self, pathway: &'static str) {
        count(&self.plans, pathway);
    }

    /// A question was answered or declined.
    pub fn answer(&self, reason: &'static str) {
        count(&self.answers, reason);
    }

    /// Telegram has taken a call.
    pub fn call_accepted(&self, method: &str) {
        count(&self.calls, known_method(method));
    }

    /// A call is tried again.
    pub fn call_retried(&self, why: &'static str) {
        count(&self.retries, why);
    }

    /// A call is given up.
    pub fn call_refused(&self) {
        self.calls_refused.inc();
    }

    /// How many calls wait.
    pub fn set_pending(&self, calls: usize) {
        self.pending.set(i64::try_from(calls).unwrap_or(i64::MAX));
    }

    /// Updates are not taken in for now.
    pub fn intake_paused(&self) {
        self.intake_paused.inc();
    }

    /// Telegram has accepted the first call that follows from an update.
    pub fn reply_sent(&self, after: Duration) {
        self.reply.observe(after.as_secs_f64());
    }
}

/// Registers a metric at zero.
fn register<M: Metric + Clone + Default>(registry: &mut Registry, name: &str, help: &str) -> M {
    let metric = M::default();
    registry.register(name, help, metric.clone());
    metric
}

/// Registers a histogram of seconds, whose least bucket is given.
fn seconds(registry: &mut Registry, name: &str, help: &str, least: f64) -> Histogram {
    let histogram = Histogram::new(exponential_buckets(least, 2.0, 16));
    registry.register(name, help, histogram.clone());
    histogram
}

fn count(family: &Family<Kind, Counter>, kind: &'static str) {
    family.get_or_create(&Kind { kind: Word(kind) }).inc();
}

/// The methods that the bot calls; a label has to be one of few.
fn known_method(method: &str) -> &'static str {
    const METHODS: &[&str] = &[
        "sendMessage",
        "editMessageText",
        "editMessageReplyMarkup",
        "answerCallbackQuery",
        "deleteMessage",
        "sendDocument",
        "sendPhoto",
        "createForumTopic",
        "answerInlineQuery",
    ];
    let found = METHODS.iter().find(|known| **known == method);
    found.copied().unwrap_or("other")
}
