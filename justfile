# The commands of everyday work; `just` lists them. Each one also works when typed by hand.

# List the commands
default:
    @just --list

# Open the bot in a browser at http://127.0.0.1:8080, without a token
demo *ARGS:
    cargo run -- demo {{ARGS}}

# Run every test but the long forms
test *ARGS:
    cargo test {{ARGS}}

# Check content: everything that is wrong with it, and the proof over every possible case
check DIR="dialogues/achilles-ho":
    cargo run --quiet -- check {{DIR}}

# Embed the ways of asking anew, after some were added or changed
embed:
    cargo run --quiet -- --dialogues dialogues/achilles-ho embed

# Run everything that has to hold before a change is taken
ci:
    .ci/run

# Measure: load, core, content, search, identifiers
bench NAME="load" *ARGS:
    cargo bench --bench {{NAME}} -- {{ARGS}}

# Kill the bot 300 times on each database and compare what people saw with what was acknowledged
crash KILLS="300":
    ACHILLES_TEST_POSTGRES=$(.ci/postgres) ACHILLES_CRASH_KILLS={{KILLS}} \
        cargo test --release --test crash -- --nocapture

# Take the pictures of README, or every screen into a folder: needs Chromium and Python
screenshots *FOLDER:
    .ci/screenshots {{FOLDER}}

# Write the whole content as pages for a reviewer
book DIR="target/book":
    cargo run --quiet -- book {{DIR}}
