//! What the kernel says about a process.

use std::fs;
use std::time::Duration;

use crate::Failure;

/// Clock ticks a second in `/proc`; Linux fixes it at 100 for all programs.
const TICKS_A_SECOND: u32 = 100;

/// CPU time of all threads so far, in the program and in the kernel on its behalf.
pub(crate) fn cpu(pid: u32) -> Result<Duration, Failure> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name in parentheses may hold spaces; what follows it does not. utime and stime are the
    // 14th and 15th field of the line, the 12th and 13th after the name.
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let ticks: u32 = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u32>().ok())
        .sum();
    Ok(Duration::from_secs(1) * ticks / TICKS_A_SECOND)
}

/// Bytes that the process has had written to the disk so far.
pub(crate) fn written(pid: u32) -> Result<u64, Failure> {
    let io = fs::read_to_string(format!("/proc/{pid}/io"))?;
    let line = io
        .lines()
        .find_map(|line| line.strip_prefix("write_bytes:"));
    line.and_then(|line| line.trim().parse().ok())
        .ok_or_else(|| format!("/proc/{pid}/io has no write_bytes line").into())
}

/// Resident memory now, in megabytes.
pub(crate) fn memory(pid: u32) -> Result<f64, Failure> {
    status(pid, "VmRSS:")
}

/// The most resident memory so far, in megabytes.
pub(crate) fn peak_memory(pid: u32) -> Result<f64, Failure> {
    status(pid, "VmHWM:")
}

fn status(pid: u32, key: &str) -> Result<f64, Failure> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(key));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes
        .map(|kilobytes| kilobytes / 1024.0)
        .ok_or_else(|| format!("/proc/{pid}/status has no {key} line").into())
}
