//! What is counted while the bot works, for Prometheus. Numbers only: no ids, no texts.

use std::sync::Mutex;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

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

/// The meters of one running bot.
#[derive(Debug)]
pub struct Meters {
    registry: Mutex<Registry>,
    updates: Family<Kind, Counter>,
    repeated: Counter,
    failed: Counter,
    batch_failures: Counter,
    plans: Family<Kind, Counter>,
    answers: Family<Kind, Counter>,
    calls: Family<Kind, Counter>,
    retries: Family<Kind, Counter>,
    given_up: Counter,
    waiting: Gauge,
    held_back: Counter,
    reply: Histogram,
    unit: Histogram,
}

impl Meters {
    /// Meters at zero.
    #[must_use]
    pub fn new(content_version: &str) -> Self {
        let mut registry = Registry::with_prefix("achilles");
        let mut seconds = |name: &str, help: &str, least: f64| {
            let histogram = Histogram::new(exponential_buckets(least, 2.0, 16));
            registry.register(name, help, histogram.clone());
            histogram
        };
        let reply = seconds(
            "reply_seconds",
            "From taking in an update to Telegram having the first message or edit owed for it",
            0.001,
        );
        let unit = seconds(
            "unit_seconds",
            "One unit of work: a batch of updates handled and on disk",
            0.0005,
        );
        let meters = Self {
            updates: Family::default(),
            repeated: Counter::default(),
            failed: Counter::default(),
            batch_failures: Counter::default(),
            plans: Family::default(),
            answers: Family::default(),
            calls: Family::default(),
            retries: Family::default(),
            given_up: Counter::default(),
            waiting: Gauge::default(),
            held_back: Counter::default(),
            reply,
            unit,
            registry: Mutex::new(Registry::default()),
        };
        let mut family = |name: &str, help: &str, family: &Family<Kind, Counter>| {
            registry.register(name, help, family.clone());
        };
        family(
            "updates",
            "Updates handled, by what they ask for",
            &meters.updates,
        );
        family("plans", "Plans given, by pathway", &meters.plans);
        family(
            "answers",
            "Questions answered or declined, by reason",
            &meters.answers,
        );
        family(
            "calls",
            "Calls of the Bot API that Telegram has taken, by method",
            &meters.calls,
        );
        family("retries", "Calls tried again, by why", &meters.retries);
        let mut counter = |name: &str, help: &str, counter: &Counter| {
            registry.register(name, help, counter.clone());
        };
        counter(
            "updates_repeated",
            "Updates delivered again after they were handled",
            &meters.repeated,
        );
        counter(
            "updates_failed",
            "Updates left out because handling them failed",
            &meters.failed,
        );
        counter(
            "units_failed",
            "Units of work that the database refused",
            &meters.batch_failures,
        );
        counter(
            "calls_given_up",
            "Calls that Telegram refused for good",
            &meters.given_up,
        );
        counter(
            "held_back",
            "Times that no updates were taken in because too much was owed",
            &meters.held_back,
        );
        registry.register(
            "calls_waiting",
            "Calls of the Bot API that are owed and not made yet",
            meters.waiting.clone(),
        );
        registry.register(
            "content",
            "The content in use",
            Info::new([("version", content_version.to_owned())]),
        );
        Self {
            registry: Mutex::new(registry),
            ..meters
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
    pub fn update(&self, kind: &'static str) {
        count(&self.updates, kind);
    }

    /// An update was delivered again.
    pub fn repeated(&self) {
        self.repeated.inc();
    }

    /// An update was left out.
    pub fn failed(&self) {
        self.failed.inc();
    }

    /// A unit of work was refused.
    pub fn unit_failed(&self) {
        self.batch_failures.inc();
    }

    /// A unit of work is on disk.
    pub fn unit(&self, took: Duration) {
        self.unit.observe(took.as_secs_f64());
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
    pub fn called(&self, method: &str) {
        count(&self.calls, known_method(method));
    }

    /// A call is tried again.
    pub fn retry(&self, why: &'static str) {
        count(&self.retries, why);
    }

    /// A call is given up.
    pub fn given_up(&self) {
        self.given_up.inc();
    }

    /// How many calls wait.
    pub fn waiting(&self, calls: usize) {
        self.waiting.set(i64::try_from(calls).unwrap_or(i64::MAX));
    }

    /// Updates are not taken in for now.
    pub fn held_back(&self) {
        self.held_back.inc();
    }

    /// Telegram has the first of what is owed for an update.
    pub fn replied(&self, after: Duration) {
        self.reply.observe(after.as_secs_f64());
    }
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
        "createForumTopic",
        "answerInlineQuery",
    ];
    let found = METHODS.iter().find(|known| **known == method);
    found.copied().unwrap_or("other")
}
