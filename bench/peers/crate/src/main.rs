//! The original crate as its README uses it, with its defaults: collects the lines of FILE into FOLDER, flushes, aggregates once.
use parent_ai_json_engine::{create_collector_from_config, AnyResult, Config, MetricsAggregator, SchemaValidator};
use std::io::{BufRead, BufReader};
use std::{env, fs, path::PathBuf, sync::Arc};

fn main() -> AnyResult<()> {
    let mut paths = env::args().skip(1).map(PathBuf::from);
    let (file, folder) = (paths.next().expect("FILE"), paths.next().expect("FOLDER"));
    fs::create_dir_all(&folder)?;
    let config = Config::default();
    let validator = Arc::new(SchemaValidator::new(&folder)?);
    let collector = create_collector_from_config(validator, folder.clone(), &config)?;
    for line in BufReader::new(fs::File::open(file)?).lines() {
        collector.collect_engine_execution(line?)?;
    }
    collector.flush_all()?;
    MetricsAggregator::new(folder, config.json_engine.aggregation.window_minutes).stop();
    Ok(())
}
