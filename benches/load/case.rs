//! What a whole case costs, from /start to the plan, of one person at a time.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fake_telegram::News;
use tokio::sync::mpsc;

use crate::crowd::FIRST;
use crate::subject::{Binaries, Kind, Subject};
use crate::{Arguments, Failure, modes, process, walk};

/// Cases that are walked for each figure.
const CASES: i64 = 30;
/// How long the next card may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// After a plan nothing more happens for so long: what is noted late has been noted.
const CALM: Duration = Duration::from_millis(200);

/// Walks whole cases and prints what they cost.
pub(crate) async fn measure(arguments: &Arguments) -> Result<(), Failure> {
    let binaries = Binaries::build(&[Kind::Ours], arguments.binary.as_deref())?;
    println!("{}", modes::machine());
    let subject = Subject::start(&binaries, Kind::Ours).await?;
    let mut news = subject.telegram.news();
    // The first one warms up.
    walk_one(&subject, &mut news, FIRST - 1).await?;
    let (cpu, written) = (subject.cpu()?, process::written(subject.pid())?);
    let mut taps = 0;
    for person in (FIRST..).take(usize::try_from(CASES)?) {
        taps += walk_one(&subject, &mut news, person).await?;
    }
    let cases = CASES as f64;
    let cpu = (subject.cpu()? - cpu).as_secs_f64() * 1000.0 / cases;
    let written = (process::written(subject.pid())? - written) as f64 / 1024.0 / cases;
    println!(
        "A whole case, one person at a time, mean of {CASES}: {:.1} taps, {cpu:.1} ms of CPU, {written:.0} KB written",
        f64::from(taps) / cases
    );
    let Some(traced) = Traced::begin(subject.pid())? else {
        println!("Syncs were not counted: there is no strace.");
        return Ok(());
    };
    for person in (FIRST + CASES..).take(usize::try_from(CASES)?) {
        walk_one(&subject, &mut news, person).await?;
    }
    println!("{:.1} syncs a case", traced.end()? as f64 / cases);
    Ok(())
}

/// One person walks from /start to the plan. Says how many taps that took.
async fn walk_one(
    subject: &Subject,
    news: &mut mpsc::UnboundedReceiver<News>,
    chat: i64,
) -> Result<u32, Failure> {
    let client = subject.telegram.person(chat, "Person").in_private();
    client.send("/start");
    let mut taps = 0;
    loop {
        let heard = tokio::time::timeout(PATIENCE, news.recv()).await;
        let heard = heard.map_err(|_| format!("stuck: {:?}", client.last_from_bot()))?;
        let heard = heard.ok_or("the fake Bot API has ended")?;
        if heard.chat != chat {
            continue;
        }
        let (next, is_plan) = subject.telegram.look(|state| {
            let buttons: Vec<_> = state.callback_data(chat, heard.message).collect();
            let next = walk::to_the_plan(&buttons).map(str::to_owned);
            (next, walk::is_plan(&buttons))
        });
        if is_plan {
            break;
        }
        if let Some(data) = next {
            client.tap_data(heard.message, &data);
            taps += 1;
        }
    }
    subject
        .telegram
        .quiet(CALM, PATIENCE)
        .await
        .map_err(|error| error.to_string())?;
    Ok(taps)
}

/// A process whose syncs are counted by strace.
struct Traced {
    strace: Child,
}

impl Traced {
    fn begin(pid: u32) -> Result<Option<Self>, Failure> {
        let strace = Command::new("strace")
            .args(["-f", "-qq", "-e", "trace=fsync,fdatasync", "-p"])
            .arg(pid.to_string())
            .stderr(Stdio::piped())
            .spawn();
        let Ok(strace) = strace else { return Ok(None) };
        // It says nothing when it has attached to all threads.
        std::thread::sleep(Duration::from_secs(1));
        Ok(Some(Self { strace }))
    }

    /// Ends the counting. Says how often the bot has synchronised a file.
    fn end(self) -> Result<usize, Failure> {
        Command::new("kill")
            .args(["-INT", &self.strace.id().to_string()])
            .status()?;
        let said = self.strace.wait_with_output()?.stderr;
        let said = String::from_utf8_lossy(&said);
        let begun = |line: &&str| line.contains("sync(");
        Ok(said.lines().filter(begun).count())
    }
}
