//! The month: what would be sealed, and what came of it.

mod dates;
mod done;
mod each;
mod plan;
mod plans;
#[cfg(test)]
mod tests;

pub use done::month;
pub use each::{MONTHS, month_details, month_row};
pub use plan::{gone_lines, month_plan, months_plan, question, question_of_many, unfit_lines};
pub use plans::{PLANS, plan_row};
