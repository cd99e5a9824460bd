//! What can be measured, one function each.

use std::time::{Duration, Instant};

use crate::crowd::{Crowd, FIRST};
use crate::disk::Sync;
use crate::figures::{self, Figures, median};
use crate::subject::{Binaries, Kind, Subject};
use crate::{Arguments, Failure, disk, process, stored};

/// Bare teloxide, the bot, and teloxide with its storage, taking turns.
pub(crate) async fn compare(arguments: &Arguments) -> Result<(), Failure> {
    let mut kinds = arguments.only.clone();
    if kinds.is_empty() {
        kinds = vec![Kind::Bare, Kind::Ours, Kind::Sqlite];
    }
    let binaries = Binaries::build(&kinds, arguments.binary.as_deref())?;
    let sync = disk::sync()?;
    println!("achilles-bot commits with {}.", disk::durability().await?);
    println!(
        "One 4 KB page with fdatasync on this disk: appended {:.2} ms, written over another {:.2} ms \
         (medians of 200).",
        figures::milliseconds(&sync.append),
        figures::milliseconds(&sync.overwrite)
    );
    println!("{}", machine());
    for people in arguments.people_or(&[1, 50, 500]) {
        println!(
            "\n{people} people at once, {} rounds of {} s",
            arguments.rounds, arguments.seconds
        );
        let measured = together(arguments, &binaries, &kinds, *people).await?;
        figures::heading();
        for (kind, figures, peak) in &measured {
            figures::row(kind.name(), figures, *peak);
        }
        ratios(&measured, sync);
    }
    Ok(())
}

type Measured = (Kind, Figures, f64);

/// All bots are up and their people at the first question; then they take turns.
async fn together(
    arguments: &Arguments,
    binaries: &Binaries,
    kinds: &[Kind],
    people: usize,
) -> Result<Vec<Measured>, Failure> {
    let mut benches = Vec::new();
    for kind in kinds {
        let subject = Subject::start(binaries, *kind).await?;
        let crowd = Crowd::gather(&subject, FIRST, people).await?;
        benches.push((subject, crowd, Vec::new()));
    }
    if let Some(pause) = arguments.pause {
        for (subject, ..) in &benches {
            println!("{}: process {}", subject.kind.name(), subject.pid());
        }
        tokio::time::sleep(pause).await;
    }
    let time = Duration::from_secs_f64(arguments.seconds);
    for _ in 0..arguments.rounds.max(1) {
        for (subject, crowd, rounds) in &mut benches {
            rounds.push(crowd.round(subject, time).await?.figures());
        }
    }
    benches
        .iter()
        .map(|(subject, _, rounds)| {
            let peak = process::peak_memory(subject.pid())?;
            Ok((subject.kind, median(rounds), peak))
        })
        .collect()
}

fn ratios(measured: &[Measured], sync: Sync) {
    let of = |kind: Kind| {
        let found = measured.iter().find(|(is, ..)| *is == kind);
        found.map(|(_, figures, _)| *figures)
    };
    let Some(ours) = of(Kind::Ours) else { return };
    if let Some(bare) = of(Kind::Bare) {
        println!(
            "  ours / bare: taps {:.2}, p99 {:.2}; median {:+.2} ms (one sync: {:.2} or {:.2} ms)",
            ours.rate / bare.rate,
            ours.p99 / bare.p99,
            ours.median - bare.median,
            figures::milliseconds(&sync.append),
            figures::milliseconds(&sync.overwrite),
        );
    }
    if let Some(sqlite) = of(Kind::Sqlite) {
        println!(
            "  ours / SQLite storage: taps {:.1}, p99 {:.3}",
            ours.rate / sqlite.rate,
            ours.p99 / sqlite.p99
        );
    }
}

/// How busy the machine was before this began: a bench on a busy machine says little.
pub(crate) fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load
        .split_whitespace()
        .next()
        .unwrap_or("unknown")
        .to_owned();
    format!("{cores} cores, shared with the load; load average before: {load}.")
}

/// A tap with no stored cases and with many, the two bots taking turns.
pub(crate) async fn stored(arguments: &Arguments, cases: u64) -> Result<(), Failure> {
    let binaries = Binaries::build(&[Kind::Ours], arguments.binary.as_deref())?;
    println!("{}", machine());
    eprintln!("storing {cases} cases ...");
    let folder = stored::filled(&binaries, cases).await?;
    let size = stored::megabytes(&Subject::database(&folder))?;
    for people in arguments.people_or(&[50]) {
        let few = Subject::start(&binaries, Kind::Ours).await?;
        let many = Subject::start_on(&binaries, Kind::Ours, stored::copy(&folder)?).await?;
        let mut benches = [
            ("no stored cases", few, Vec::new()),
            ("all of them", many, Vec::new()),
        ];
        let mut crowds = Vec::new();
        for (_, subject, _) in &benches {
            crowds.push(Crowd::gather(subject, FIRST, *people).await?);
        }
        let time = Duration::from_secs_f64(arguments.seconds);
        for _ in 0..arguments.rounds.max(1) {
            for ((_, subject, rounds), crowd) in benches.iter_mut().zip(&mut crowds) {
                rounds.push(crowd.round(subject, time).await?.figures());
            }
        }
        println!(
            "\n{people} people at once, {cases} stored cases ({size:.0} MB), {} rounds of {} s",
            arguments.rounds, arguments.seconds
        );
        figures::heading();
        for (name, subject, rounds) in &benches {
            figures::row(name, &median(rounds), process::peak_memory(subject.pid())?);
        }
        let [(_, few, without), (_, many, with)] = &benches;
        let (without, with) = (median(without), median(with));
        println!(
            "  with / without: time from tap to card {:.2}, CPU {:.2}, taps {:.2}; \
             start-up {:.0} ms with, {:.0} ms without",
            with.median / without.median,
            with.cpu / without.cpu,
            with.rate / without.rate,
            figures::milliseconds(&many.came_up),
            figures::milliseconds(&few.came_up),
        );
    }
    Ok(())
}

/// Replicas on a PostgreSQL server, one number of them after the other taking turns.
pub(crate) async fn replicas(arguments: &Arguments) -> Result<(), Failure> {
    let binaries = Binaries::build(&[Kind::Ours], arguments.binary.as_deref())?;
    println!("{}", machine());
    for people in arguments.people_or(&[50]) {
        let mut benches = Vec::new();
        for count in &arguments.replicas {
            let subject = Subject::start_replicas(&binaries, *count).await?;
            let crowd = Crowd::gather(&subject, FIRST, *people).await?;
            benches.push((*count, subject, crowd, Vec::new()));
        }
        let time = Duration::from_secs_f64(arguments.seconds);
        for _ in 0..arguments.rounds.max(1) {
            for (_, subject, crowd, rounds) in &mut benches {
                rounds.push(crowd.round(subject, time).await?.figures());
            }
        }
        println!(
            "\n{people} people at once, PostgreSQL by webhook, {} rounds of {} s; the server's CPU is not counted",
            arguments.rounds, arguments.seconds
        );
        figures::heading();
        for (count, subject, _, rounds) in &benches {
            let name = format!("replicas: {count}");
            figures::row(&name, &median(rounds), process::peak_memory(subject.pid())?);
        }
    }
    Ok(())
}

/// Steady load for a long time: what the memory does.
pub(crate) async fn soak(arguments: &Arguments, time: Duration) -> Result<(), Failure> {
    let binaries = Binaries::build(&[Kind::Ours], arguments.binary.as_deref())?;
    println!("{}", machine());
    let people = arguments.people_or(&[50]).first().copied().unwrap_or(1);
    let subject = Subject::start(&binaries, Kind::Ours).await?;
    let rest = process::memory(subject.pid())?;
    let mut crowd = Crowd::gather(&subject, FIRST, people).await?;
    let begun = Instant::now();
    println!("{people} people at once; resident memory at rest {rest:.1} MB");
    println!(
        "{:>8} {:>9} {:>9} {:>9} {:>9}",
        "minutes", "taps/s", "p99", "memory", "on disk"
    );
    let mut taps = 0;
    while begun.elapsed() < time {
        let left = time.saturating_sub(begun.elapsed());
        let round = crowd.round(&subject, left.min(MINUTE)).await?;
        taps += round.latencies.len();
        let figures = round.figures();
        println!(
            "{:>8.1} {:>9.0} {:>6.2} ms {:>6.1} MB {:>6.0} MB",
            begun.elapsed().as_secs_f64() / 60.0,
            figures.rate,
            figures.p99,
            process::memory(subject.pid())?,
            stored::megabytes(&subject.kept())?,
        );
    }
    println!(
        "{taps} taps; peak {:.1} MB",
        process::peak_memory(subject.pid())?
    );
    Ok(())
}

const MINUTE: Duration = Duration::from_secs(60);

/// From the start of the process to the first question for updates, and memory at rest.
pub(crate) async fn startup(arguments: &Arguments) -> Result<(), Failure> {
    let kinds = [Kind::Bare, Kind::Ours];
    let binaries = Binaries::build(&kinds, arguments.binary.as_deref())?;
    println!("{}", machine());
    for kind in kinds {
        let mut times = Vec::new();
        let mut rest = Vec::new();
        for _ in 0..STARTS {
            let subject = Subject::start(&binaries, kind).await?;
            times.push(figures::milliseconds(&subject.came_up));
            // What the start itself needed has been given back by then.
            tokio::time::sleep(Duration::from_secs(1)).await;
            rest.push(process::memory(subject.pid())?);
        }
        times.sort_by(f64::total_cmp);
        rest.sort_by(f64::total_cmp);
        let middle = |values: &[f64]| values.get(STARTS / 2).copied().unwrap_or_default();
        println!(
            "{:<26} at work after {:.0} ms (from {:.0} to {:.0}), {:.1} MB at rest; median of {STARTS}",
            kind.name(),
            middle(&times),
            times.first().copied().unwrap_or_default(),
            times.last().copied().unwrap_or_default(),
            middle(&rest),
        );
    }
    Ok(())
}

/// Starts whose time is measured; the median of them is shown.
const STARTS: usize = 10;
