//! Logic modules (spec 05; rules 34 to 42).

mod aggregate_comparator_if;
mod concurrent_task;
mod count_if;
mod distribution_if;
mod filter_data;
mod filter_reset;
mod filter_tag;
mod filter_timestamp;
mod generic_if;
mod organisation_if;
mod published_if;
mod tag_if;
mod threat_level_if;

pub use aggregate_comparator_if::AggregateComparatorIf;
pub use concurrent_task::ConcurrentTask;
pub use count_if::CountIf;
pub use distribution_if::DistributionIf;
pub use filter_data::FilterData;
pub use filter_reset::FilterReset;
pub use filter_tag::FilterTag;
pub use filter_timestamp::FilterTimestamp;
pub use generic_if::GenericIf;
pub use organisation_if::OrganisationIf;
pub use published_if::PublishedIf;
pub use tag_if::TagIf;
pub use threat_level_if::ThreatLevelIf;
