//! From taps to figures.

use std::time::Duration;

/// What happened in one round.
pub(crate) struct Round {
    /// How long it was.
    pub time: Duration,
    /// CPU time of the bot.
    pub cpu: Duration,
    /// CPU time of the load and of the fake Bot API.
    pub load_cpu: Duration,
    /// Calls of the Bot API, getUpdates apart.
    pub calls: u64,
    /// From each tap to its edited card.
    pub latencies: Vec<Duration>,
    /// Taps that never had an answer.
    pub lost: usize,
}

/// What a round says.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Figures {
    /// Taps whose reply has arrived, a second.
    pub rate: f64,
    /// Milliseconds from tap to card: the median ...
    pub median: f64,
    /// ... and what one in a hundred exceeds.
    pub p99: f64,
    /// Milliseconds of CPU of the bot for 1,000 taps.
    pub cpu: f64,
    /// The same of the load and the fake Bot API.
    pub load_cpu: f64,
    /// Calls of the Bot API a tap, on average.
    pub calls: f64,
    /// Taps that never had an answer; over several rounds their sum.
    pub lost: usize,
}

impl Round {
    /// The figures of this round.
    pub(crate) fn figures(mut self) -> Figures {
        self.latencies.sort_unstable();
        let taps = self.latencies.len().max(1) as f64;
        let at = |share: f64| {
            let place = ((taps - 1.0) * share).round() as usize;
            self.latencies.get(place).map_or(0.0, milliseconds)
        };
        Figures {
            rate: self.latencies.len() as f64 / self.time.as_secs_f64(),
            median: at(0.5),
            p99: at(0.99),
            cpu: milliseconds(&self.cpu) * 1000.0 / taps,
            load_cpu: milliseconds(&self.load_cpu) * 1000.0 / taps,
            calls: self.calls as f64 / taps,
            lost: self.lost,
        }
    }
}

/// The median of several rounds, figure by figure; what was lost is added up.
pub(crate) fn median(rounds: &[Figures]) -> Figures {
    let of = |figure: fn(&Figures) -> f64| {
        let mut values: Vec<f64> = rounds.iter().map(figure).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    Figures {
        rate: of(|figures| figures.rate),
        median: of(|figures| figures.median),
        p99: of(|figures| figures.p99),
        cpu: of(|figures| figures.cpu),
        load_cpu: of(|figures| figures.load_cpu),
        calls: of(|figures| figures.calls),
        lost: rounds.iter().map(|figures| figures.lost).sum(),
    }
}

/// As a number of milliseconds.
pub(crate) fn milliseconds(time: &Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The heading of the table.
pub(crate) fn heading() {
    println!(
        "{:<26} {:>8} {:>9} {:>9} {:>10} {:>6} {:>7} {:>11} {:>5}",
        "", "taps/s", "median", "p99", "CPU/1000", "calls", "peak", "load's CPU", "lost"
    );
}

/// One row of the table.
pub(crate) fn row(name: &str, figures: &Figures, peak: f64) {
    let lost = figures.lost;
    println!(
        "{name:<26} {:>8.0} {:>6.2} ms {:>6.2} ms {:>7.0} ms {:>6.2} {:>4.0} MB {:>8.0} ms {lost:>5}",
        figures.rate,
        figures.median,
        figures.p99,
        figures.cpu,
        figures.calls,
        peak,
        figures.load_cpu
    );
}
