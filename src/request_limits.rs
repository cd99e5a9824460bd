//! How often a person may make requests. It is counted in memory: after a restart everybody begins anew, and
//! where several replicas share the work each counts what it gets.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use care_ids::UserId;
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::policy::Limits;

/// How long it is not said again that there is no entry.
const DENIAL_REPEAT_SECONDS: i64 = 24 * 60 * 60;
/// Most people of whom it is remembered that they were told so.
const MAX_DENIED: usize = 10_000;

/// Whether a request may be made, and what may be said where not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// The person makes too many requests.
    pub is_over_limit: bool,
    /// It was not said in this minute yet that this is too fast.
    pub may_say_slow_down: bool,
    /// It was not said today yet that there is no entry.
    pub may_say_denied: bool,
}

impl Allowance {
    /// For requests that nobody makes, and that are not counted.
    pub const ALWAYS: Self = Self {
        is_over_limit: false,
        may_say_slow_down: false,
        may_say_denied: false,
    };
}

/// Counts the requests of each person, minute by minute, in memory.
pub struct RequestLimits {
    time: Time,
    updates: Option<Limiter>,
    texts: Option<Limiter>,
    /// How often it may be said that this is too fast.
    slow_down: Limiter,
    denied: Mutex<HashMap<UserId, i64>>,
}

type Limiter = RateLimiter<UserId, HashMapStateStore<UserId>, Time, NoOpMiddleware<Nanos>>;

impl RequestLimits {
    /// Nobody has made a request yet.
    pub fn new(limits: Limits) -> Self {
        let time = Time::default();
        let limiter = |most| {
            let quota = Quota::per_minute(most);
            RateLimiter::new(quota, HashMapStateStore::default(), time.clone())
        };
        let some = |most: Option<u32>| most.and_then(NonZeroU32::new).map(limiter);
        Self {
            updates: some(limits.updates),
            texts: some(limits.texts),
            slow_down: limiter(NonZeroU32::MIN),
            denied: Mutex::default(),
            time,
        }
    }

    /// Counts a request of a person.
    pub fn count(&self, user: UserId, is_text: bool, now: i64) -> Allowance {
        self.time.advance_to(now);
        let is_over = |limiter: &Option<Limiter>| {
            let limiter = limiter.as_ref();
            limiter.is_some_and(|limiter| limiter.check_key(&user).is_err())
        };
        let is_over_limit = is_over(&self.updates) | (is_text && is_over(&self.texts));
        let denied = self.denied.lock().unwrap_or_else(PoisonError::into_inner);
        let last = denied.get(&user);
        Allowance {
            is_over_limit,
            may_say_slow_down: is_over_limit && self.slow_down.check_key(&user).is_ok(),
            may_say_denied: last.is_none_or(|at| now - at >= DENIAL_REPEAT_SECONDS),
        }
    }

    /// Notes that a person was told that there is no entry.
    pub fn denied(&self, user: UserId, now: i64) {
        let mut denied = self.denied.lock().unwrap_or_else(PoisonError::into_inner);
        if denied.len() >= MAX_DENIED {
            denied.retain(|_, at| now - *at < DENIAL_REPEAT_SECONDS);
        }
        if denied.len() >= MAX_DENIED {
            denied.clear();
        }
        denied.insert(user, now);
    }

    /// Forgets people who have made no request for a while.
    pub fn forget_idle(&self) {
        let limiters = [&self.updates, &self.texts].into_iter().flatten();
        for limiter in limiters.chain([&self.slow_down]) {
            limiter.retain_recent();
        }
    }
}

/// The bot's clock, which may be set back: then time stands still for the limits, but nobody waits until the
/// clock is where it was.
#[derive(Clone, Default)]
struct Time {
    nanos: Arc<AtomicU64>,
    last: Arc<AtomicI64>,
}

impl Time {
    fn advance_to(&self, now: i64) {
        let last = self.last.swap(now, Ordering::Relaxed);
        let passed = u64::try_from(now.saturating_sub(last)).unwrap_or(0);
        let passed = Nanos::from(Duration::from_secs(passed));
        self.nanos.fetch_add(passed.as_u64(), Ordering::Relaxed);
    }
}

impl Clock for Time {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Nanos::from(self.nanos.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn limits(updates: u32, texts: u32) -> RequestLimits {
        RequestLimits::new(Limits {
            updates: Some(updates),
            texts: Some(texts),
        })
    }

    #[test]
    fn who_is_too_fast_is_told_once_a_minute_and_others_go_on() {
        let limits = limits(2, 100);
        let (fast, other) = (UserId::new(1), UserId::new(2));
        let allowed = |user, now| !limits.count(user, false, now).is_over_limit;
        assert!(allowed(fast, NOW) && allowed(fast, NOW));
        let first = limits.count(fast, false, NOW);
        assert!(first.is_over_limit && first.may_say_slow_down);
        assert!(!limits.count(fast, false, NOW).may_say_slow_down);
        assert!(allowed(other, NOW));
        assert!(allowed(fast, NOW + 60));
    }

    #[test]
    fn texts_have_a_limit_of_their_own() {
        let limits = limits(100, 1);
        let user = UserId::new(1);
        assert!(!limits.count(user, true, NOW).is_over_limit);
        assert!(limits.count(user, true, NOW).is_over_limit);
        assert!(!limits.count(user, false, NOW).is_over_limit);
    }

    #[test]
    fn a_clock_that_is_set_back_locks_nobody_out() {
        let limits = limits(1, 100);
        let user = UserId::new(1);
        limits.count(user, false, NOW);
        assert!(limits.count(user, false, NOW - 86_400).is_over_limit);
        assert!(!limits.count(user, false, NOW - 86_400 + 60).is_over_limit);
    }

    #[test]
    fn that_there_is_no_entry_is_said_once_a_day() {
        let limits = RequestLimits::new(Limits::default());
        let user = UserId::new(1);
        assert!(limits.count(user, false, NOW).may_say_denied);
        limits.denied(user, NOW);
        assert!(!limits.count(user, false, NOW + 60).may_say_denied);
        assert!(
            limits
                .count(user, false, NOW + DENIAL_REPEAT_SECONDS)
                .may_say_denied
        );
    }
}
