//! How often what matters happened.

macro_rules! tally {
    ($($(#[$doc:meta])* $kind:ident,)*) => {
        #[derive(Debug, Default)]
        pub struct Tally {
            $($(#[$doc])* pub $kind: u64,)*
        }

        impl Tally {
            pub fn all(&self) -> Vec<(&'static str, u64)> {
                vec![$((stringify!($kind), self.$kind),)*]
            }

            pub fn add(&mut self, other: &Tally) {
                $(self.$kind += other.$kind;)*
            }
        }
    };
}

tally! {
    copies_gone,
    destroyed,
    refused_for_a_hold,
    refused_for_its_end,
    refused_for_the_clock,
    refused_unseen,
    /// A copy that was ordered to go stayed, since the drive that came brought a block.
    stopped,
    ordered_anew,
    came_back,
    rebuilt,
    released,
    closed,
    reopened,
    extended,
    resealed,
    /// A copy went since its records stand in other bundles.
    gone_as_succeeded,
    /// A bundle with successors stayed: too few of their copies are proven, say.
    refused_though_resealed,
    /// The same, and the home that asked had not seen so many copies itself.
    refused_with_heirs_unseen,
    copies_forged,
    /// A hold on a bundle that the records stood in before was asked of what holds them now.
    held_by_descent,
    approved,
    approval_withdrawn,
    refused_to_one_person,
    refused_to_homes_unheard,
    /// A copy went by the word of two persons.
    gone_by_two,
    /// Though not each home had answered, since the second person knew of the order.
    gone_by_a_waiver,
    stolen_words,
    forged,
    proposed,
    confirmed,
    /// A copy went by its end, and an earlier one counts.
    gone_by_an_earlier_end,
    /// Somebody said that records went into the other vault.
    moved,
    gone_to_the_other_vault,
    refused_with_elsewhere_unseen,
    keys_replaced,
    keys_retired,
    sealers_replaced,
    old_keys_signed,
}
