//! Runs the target `notification`.
#![cfg_attr(fuzzing, no_main)]

amazonpay_fuzz::program!(amazonpay_fuzz::notification);
