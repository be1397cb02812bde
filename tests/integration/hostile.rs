//! Sick and hostile portals, each one test: what the server does, and what a crawl of it must end in.
//!
//! Every test crawls a catalogue of two columns through the public interface of the crawler and the archive. One column is
//! sick, and the crawl comes to it first; the other is sound. Whatever the first one does, five things hold: the post of the
//! sound column is archived with its very text, unless the host closes itself to us; the number of requests has a bound;
//! nothing is kept that its office did not publish; no document is lost; the archive passes its own check of integrity.
//!
//! | test | what the server does | what the crawl must end in |
//! |---|---|---|
//! | **transport** | | |
//! | `a_body_of_one_byte_a_while` | half a page, then a byte every few milliseconds | five tries, given up as too slow |
//! | `a_head_of_one_byte_a_while` | a head that goes on, a byte at a time | five tries, "no answer began" |
//! | `a_connection_that_says_nothing` | accepts, and is silent | the same |
//! | `a_connection_that_closes_without_a_word` | closes after the request | five tries, given up as broken |
//! | `a_head_that_floods` | headers, one header or 1xx answers for ever, at full speed | given up; nothing of it is counted as body |
//! | `a_head_that_is_a_bomb` | a header of 1 MiB; 10,000 headers | given up as broken |
//! | `a_head_with_control_characters` | CR, NUL, blanks and nothing in a header's place | the page as it is, or given up |
//! | `a_second_answer_that_nobody_asked_for` | three answers to each question | the first one counts |
//! | `a_status_with_which_nothing_can_be_done` | a page with 1xx, 201 to 206, 3xx, 4xx, 600, 999 | given up |
//! | `a_flood_of_cookies` | ninety cookies | the page is read, no cookie is ever sent back |
//! | `bytes_that_are_no_http` | TLS alerts and greetings, HTTP/2 frames, SSH, bare HTML, zeros | given up as broken |
//! | `nothing_but_noise_from_the_first_byte_on` | TLS on every connection | five requests, the host is left alone |
//! | `a_server_that_speaks_no_tls` | plain HTTP at an address of https | five tries, nothing in the clear |
//! | `a_tarpit_beside_a_sound_host` | heads without an end, on one host of two | the other host is read |
//! | **bodies** | | |
//! | `a_body_that_breaks_off` | less than announced, torn chunks, torn gzip | no document; the whole text once the server is well |
//! | `a_body_longer_than_its_head_says` | more than announced | the whole text or no document |
//! | `a_body_with_two_lengths` | length and chunks, two lengths, lengths below zero or past any number | the same |
//! | `a_page_cut_before_it_was_sent` | a right length, and half a page, in UTF-8 and in GBK | the same |
//! | `a_list_cut_before_it_was_sent` | a right length, and half a list | the list counts as incomplete, no document is lost |
//! | `a_part_in_place_of_the_page` | 206 with the first 300 bytes | given up |
//! | `a_page_that_is_said_to_be_unchanged_though_nobody_has_it` | 304 to a request without conditions | given up |
//! | `a_gzip_bomb` | 50 MB of blanks in 50 KB | refused at the limit, asked for once |
//! | `a_body_without_an_end` | 1 GiB announced, no length, chunks for ever | the same |
//! | `a_body_that_comes_and_brings_nothing` | chunk extensions, trailers, empty gzip blocks and names for ever | given up as broken or too slow |
//! | `an_error_page_without_an_end` | 404, 403, 302 whose bodies flood | as the status says, after 64 KiB |
//! | `an_encoding_that_nobody_asked_for` | br, zstd, deflate, gzip twice | given up, nothing is unpacked |
//! | `a_packed_body_that_does_not_say_so` | gzip without a word; gzip in gzip called gzip | no document |
//! | `a_list_as_large_as_it_likes` | a list past the limit | the list counts as incomplete |
//! | **redirects** | | |
//! | `redirects_in_a_circle` | A to A; A to B to A | each asked for once |
//! | `a_chain_of_fifty_redirects` | fifty hops | six requests |
//! | `redirects_to_ever_new_addresses` | a new address in every answer | six requests |
//! | `redirects_to_other_hosts_and_inside` | loopback in eight spellings, link-local, private | no connection |
//! | `a_redirect_to_an_allowed_host` | a redirect to a host that the operator allows | read there: a canary hears what it should |
//! | `redirects_to_what_is_no_address` | file:, gopher:, ftp:, data:, javascript:, a password, 4,000 bytes | no connection |
//! | `line_breaks_in_a_location` | CR, encoded CR LF, VT in `Location` | nothing is injected, no connection |
//! | `a_redirect_without_a_location` | 301, 302, 308 and nothing else | given up |
//! | `a_page_that_sends_its_reader_elsewhere` | meta refresh, script, iframe, base to another host | not followed |
//! | `a_list_that_redirects_to_another_host` | a list that moved out | the list counts as incomplete, no connection |
//! | `a_robots_file_that_redirects_inside` | robots.txt to loopback, link-local, file:, itself | no connection, nothing is read unasked |
//! | `a_site_that_has_moved_to_another_host` | everything redirects out | told; no document is lost |
//! | **addresses** | | |
//! | `a_list_that_names_posts_elsewhere` | posts on other hosts and inside | named as failed, no connection |
//! | `a_list_that_names_posts_that_are_no_address` | posts at file:, javascript:, gopher:, nowhere | no connection |
//! | `a_catalogue_that_says_it_is_elsewhere` | `APP_URL` on another port, inside, a file | no connection |
//! | `columns_that_jump_inside` | columns on other ports and inside | passed over, no connection |
//! | `subsites_on_other_hosts` | towns on other ports and inside | passed over, no connection |
//! | `an_allowed_host_that_is_inside` | a redirect to an allowed name at loopback | refused before a connection |
//! | **lists** | | |
//! | `a_list_with_something_new_on_every_page` | a new post on each page, for ever | ends at the limit of pages, and says so |
//! | `a_list_that_shows_one_page_for_ever` | page N is page 1 | two requests |
//! | `a_list_that_goes_round_in_a_circle` | two pages in turn, with a clock in them | three requests |
//! | `a_channel_with_something_new_on_every_page` | `index_N.html` for ever | ends at the limit of pages, and says so |
//! | `a_channel_that_shows_one_page_for_ever` | `index_N.html` is `index.html` | two requests |
//! | `a_list_of_another_family_without_an_end` | `createPageHTML` with 4,000,000,000 pages | ends at the limit of pages, and says so |
//! | `a_list_that_is_suddenly_empty_or_halved` | no items, no list, 404, 403, another page, a third | told; after four runs nothing is removed |
//! | `a_portal_that_has_lost_everything_but_its_front_page` | 404 for lists and posts | told; nothing is removed |
//! | `a_list_that_is_no_list` | JSON of other shapes, nested 100,000 deep | incomplete, never empty |
//! | `a_list_that_claims_what_nobody_has` | counts past any number, below zero, in words | noted, never believed |
//! | `a_front_page_without_a_floor` | columns nested 5,000 deep | not understood, never an empty catalogue |
//! | `a_list_whose_fields_are_of_every_sort` | fourteen odd values in twelve fields of lists and posts | every post with an address is read |
//! | `numbers_past_every_number` | sites and columns numbered up to 2^64 | bounded, the archive sound |
//! | `one_post_twenty_thousand_times` | a list of one post | one document |
//! | `a_list_whose_second_page_is_broken` | cut JSON, an error in JSON, bytes, too deep, nothing | incomplete, never the end |
//! | `a_channel_whose_second_page_is_cut` | a page of links without its end | incomplete, never the end |
//! | `a_status_of_refusal_for_every_list` | 403 for the lists of 150 columns | blocked; the host is left alone after ten |
//! | `subsites_without_an_end` | each town names one more | told; 500 sites of a host at most |
//! | `a_front_page_with_more_columns_than_any_portal_has` | 60,000 columns | told; 5,000 of a site at most |
//! | **pages** | | |
//! | `a_page_that_is_too_deep_or_too_wide` | 100,000 tags nested, 20,000 distinct attributes, 600,000 nodes | refused before a tree stands |
//! | `a_post_in_json_nested_without_end` | `DETAIL` nested 200,000 deep | no document |
//! | `not_found_with_a_status_of_success` | 200, and words that there is nothing | gone when said twice; the documents stay |
//! | `one_page_for_every_address` | the front page in place of all posts and lists | the host is left alone; the documents stay |
//! | `a_page_of_another_post` | another post's page, direct and by redirect | no document under a wrong number |
//! | `one_number_for_two_addresses` | a post listed at two addresses | one document |
//! | `one_number_for_two_texts` | a post's number for a new text | a new version, the old one kept |
//! | `one_address_for_ever_new_texts` | another text at each request | read once, until its list says that it changed |
//! | `characters_in_disguise` | GBK called gb2312 or UTF-8, UTF-8 called Latin-1, UTF-16 | the right text |
//! | `bytes_that_make_no_text` | UTF-8 misread as GBK, bytes of no charset | no document |
//! | `a_page_that_was_hijacked` | a betting site's name in place of the office's | held back, not shown |
//! | `a_page_that_is_hijacked_later` | a pornographic title over a text that was sound | held back, not shown |
//! | `links_that_no_reader_sees` | hidden links in and below the text | held back, not shown |
//! | `something_that_is_no_page` | nothing, PDF, zip, pictures, JSON, XML | no document |
//! | `two_character_sets_in_one_page` | GBK within UTF-8 | no document rather than mojibake |
//! | `control_characters_in_a_text_and_a_title` | escapes, backspaces, right-to-left overrides | left out |
//! | **refusals** | | |
//! | `a_challenge_in_place_of_every_post` | five guards' pages, with 200 | blocked; the host is left alone |
//! | `a_sign_in_form_in_place_of_every_post` | a sign-in form, with 200 | the same; the documents stay |
//! | `a_status_of_refusal_for_everything` | 401, 403, 412, 521 from the front page on | blocked, after two requests |
//! | `a_challenge_that_redirects_to_itself` | 302 to itself with a cookie | each asked for once |
//! | `a_list_behind_a_wall` | a challenge, a form, a status in place of a list | incomplete; after four runs nothing is removed |
//! | `a_front_page_behind_a_wall` | the same in place of the front page | told, after two requests; well again when it is |
//! | `a_guard_that_wakes_up_midway` | 401, 403, 412, 521 for everything after ten posts | blocked, after five posts and a look at the front page |
//! | `a_status_of_refusal_for_every_post` | 202, 401, 403, 412, 521 for every post while the front page answers | blocked; the host is left alone after ten |
//! | `a_challenge_with_the_status_of_an_accepted_request` | 202 with a script | blocked, not read |
//! | **busy** | | |
//! | `a_wait_that_is_asked_for` | `Retry-After` in seconds, as a date, in 10^9 and more | waited for, an hour at most |
//! | `a_wait_that_nobody_can_keep` | `Retry-After` below zero, past, in words | the crawl's own pause |
//! | `a_storm_of_errors_after_a_good_day` | 5xx for everything | left alone within ten requests; resumed later; nothing lost |
//! | `errors_on_every_post_while_the_front_page_answers` | 500 for posts only | five tries each, the rest is read |
//! | `a_host_that_breaks_down_at_once` | 500, 429 or nothing from the front page on | five tries |
//! | `every_other_answer_an_error` | a 502 and a closed connection before each page | everything is read |
//! | **robots** | | |
//! | `a_host_that_forbids_everything` | `Disallow: /` in four hands | one request |
//! | `a_host_that_forbids_a_list_and_some_posts` | paths, patterns | none of them is asked for |
//! | `a_host_that_refuses_or_breaks_its_robots_file` | 401, 403; 503 | nothing is read in this run |
//! | `a_robots_file_of_ten_megabytes` | a rule, 10 MB, a rule | the first 500 KiB hold |
//! | `a_robots_file_without_an_end` | a flood; a trickle | the first 500 KiB hold; nothing is read in this run |
//! | `a_robots_file_of_odd_bytes` | NUL, no-break spaces, halves of characters around a rule | the rule holds |
//! | `a_robots_file_that_is_a_page` | HTML | no rules |
//! | `a_robots_file_whose_patterns_are_traps` | 100,000 stars in a pattern | answered at once |
//! | `a_host_that_asks_for_a_pause_between_requests` | `Crawl-delay` up to any number | kept, a minute at most |
//! | `a_host_that_asks_for_an_odd_pause` | `Crawl-delay` below zero, in words, zero | the crawl's own pause |
//! | **files** | | |
//! | `names_of_files_that_are_paths_or_worse` | `../`, NUL, line breaks, right-to-left marks, 3,000 characters | listed; nothing is written |
//! | `files_on_other_hosts` | files on other ports and inside | listed as refused, no connection |
//! | `files_without_an_end_or_behind_a_wall` | floods, 1 GiB, redirects, 403, 404 | each with its reason |
//! | `a_file_that_kills_or_stalls_its_reader` | what makes a reader end, chatter or hang | the post stands without the file's text |
//! | `files_without_number` | 3,000 files on one post | 200 of them are asked for, the rest listed |

mod addresses;
mod bodies;
mod busy;
mod files;
mod lists;
mod pages;
mod portal;
mod redirects;
mod refusals;
mod robots;
mod transport;
mod trial;

/// The files of tests, by the subject that heads their rows.
const SUBJECTS: [(&str, &str); 10] = [
    ("transport", include_str!("hostile/transport.rs")),
    ("bodies", include_str!("hostile/bodies.rs")),
    ("redirects", include_str!("hostile/redirects.rs")),
    ("addresses", include_str!("hostile/addresses.rs")),
    ("lists", include_str!("hostile/lists.rs")),
    ("pages", include_str!("hostile/pages.rs")),
    ("refusals", include_str!("hostile/refusals.rs")),
    ("busy", include_str!("hostile/busy.rs")),
    ("robots", include_str!("hostile/robots.rs")),
    ("files", include_str!("hostile/files.rs")),
];

#[test]
fn every_server_of_the_table_has_its_test_and_every_test_its_row() {
    let rows = include_str!("hostile.rs").lines().filter_map(|line| line.strip_prefix("//! | ")?.split(" |").next());
    let listed: Vec<String> = rows.skip(1).map(|row| row.trim_matches(['*', '`']).to_owned()).collect();
    let mut written = Vec::new();
    for (subject, text) in SUBJECTS {
        written.push(subject.to_owned());
        let tests = text.split("#[tokio::test]\nasync fn ").skip(1);
        written.extend(tests.map(|test| test.split('(').next().unwrap().to_owned()));
    }
    assert_eq!(listed, written);
}
