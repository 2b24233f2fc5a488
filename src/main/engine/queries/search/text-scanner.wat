;; Finds the lines of a journal in which a searched text of an execution holds a word, sixteen bytes at a time. What it cannot tell for certain it leaves
;; to search-chunk.ts, line by line. As strict as JSON.parse about the lines that it takes for hits.
;;
;; scripts/gen-text-scanner.mjs makes text-scanner.generated.ts of this file. text-scanner.ts is its only caller, and says what each place of memory holds.
(module
  ;; From `hits`: where each hit starts and ends, in turns. From `bytes`: the lines.
  (memory (export "memory") 32)
  (global $hits i32 (i32.const 0x100000))

  ;; The word in lower case, from `word`; from `letter`, 0x20 for each of its letters and 0 for other characters: byte | letter == word in either case.
  (global $word i32 (i32.const 0))
  (global $letter i32 (i32.const 32))
  (global $length (mut i32) (i32.const 1))
  ;; 0x80 where characters beyond ASCII may stand for one of the word's, else 0. 0xff where an escape with one letter may (a slash), else 0.
  (global $beyond (mut v128) (v128.const i32x4 0 0 0 0))
  (global $escaped (mut v128) (v128.const i32x4 0 0 0 0))
  (global $first (mut v128) (v128.const i32x4 0 0 0 0))
  (global $firstLetter (mut v128) (v128.const i32x4 0 0 0 0))
  (global $last (mut v128) (v128.const i32x4 0 0 0 0))
  (global $lastLetter (mut v128) (v128.const i32x4 0 0 0 0))

  ;; What is in the last string: 1 a byte beyond ASCII, 2 an escape with digits (\u), 4 any escape.
  (global $flags (mut i32) (i32.const 0))

  ;; 1 where the line that $find looked at may have a conversation.
  (global $hasMessages (mut i32) (i32.const 0))

  ;; Of each searched text of a line, 16 bytes from `texts`: where it starts (0: there is none), where it ends, its flags.
  (global $texts i32 (i32.const 64))

  ;; The word is in memory. @param beyond, escaped: 1 for yes.
  (func (export "prepare") (param $size i32) (param $isBeyond i32) (param $isEscaped i32)
    (global.set $length (local.get $size))
    (global.set $beyond (i8x16.splat (i32.mul (local.get $isBeyond) (i32.const 0x80))))
    (global.set $escaped (i8x16.splat (i32.mul (local.get $isEscaped) (i32.const 0xff))))
    (global.set $first (v128.load8_splat (global.get $word)))
    (global.set $firstLetter (v128.load8_splat (global.get $letter)))
    (global.set $last (v128.load8_splat (i32.sub (i32.add (global.get $word) (local.get $size)) (i32.const 1))))
    (global.set $lastLetter (v128.load8_splat (i32.sub (i32.add (global.get $letter) (local.get $size)) (i32.const 1)))))

  ;; Where the word may stand in the sixteen bytes from `at`, by its first and last character, as bits.
  (func $places (param $at i32) (param $bytes v128) (result i32)
    (i8x16.bitmask (v128.and
      (i8x16.eq (v128.or (local.get $bytes) (global.get $firstLetter)) (global.get $first))
      (i8x16.eq (v128.or (v128.load (i32.sub (i32.add (local.get $at) (global.get $length)) (i32.const 1))) (global.get $lastLetter))
        (global.get $last)))))

  ;; Whether the word stands at `at`, where its first and last character do.
  (func $isAt (param $at i32) (result i32)
    (local $i i32)
    (local.set $i (i32.sub (global.get $length) (i32.const 2)))
    (block $no
      (loop $next
        (if (i32.le_s (local.get $i) (i32.const 0)) (then (return (i32.const 1))))
        (br_if $no (i32.ne
          (i32.or (i32.load8_u (i32.add (local.get $at) (local.get $i))) (i32.load8_u offset=32 (local.get $i)))
          (i32.load8_u (local.get $i))))
        (local.set $i (i32.sub (local.get $i) (i32.const 1)))
        (br $next)))
    (i32.const 0))

  (func $isHex (param $byte i32) (result i32)
    (i32.or (i32.lt_u (i32.sub (local.get $byte) (i32.const 0x30)) (i32.const 10))
      (i32.lt_u (i32.sub (i32.or (local.get $byte) (i32.const 0x20)) (i32.const 0x61)) (i32.const 6))))

  ;; Whether four hexadecimal digits stand at `at`.
  (func $areDigits (param $at i32) (result i32)
    (i32.and
      (i32.and (call $isHex (i32.load8_u (local.get $at))) (call $isHex (i32.load8_u offset=1 (local.get $at))))
      (i32.and (call $isHex (i32.load8_u offset=2 (local.get $at))) (call $isHex (i32.load8_u offset=3 (local.get $at))))))

  ;; Where the escape that starts at `at` ends; 0: it is none.
  (func $escapeEnd (param $at i32) (result i32)
    (local $byte i32)
    (global.set $flags (i32.or (global.get $flags) (i32.const 4)))
    (local.set $byte (i32.load8_u offset=1 (local.get $at)))
    (if (i32.ne (local.get $byte) (i32.const 0x75)) (then
      ;; One of " / \ b f n r t.
      (return (select (i32.add (local.get $at) (i32.const 2)) (i32.const 0)
        (i32.or (i32.or
            (i32.or (i32.eq (local.get $byte) (i32.const 0x22)) (i32.eq (local.get $byte) (i32.const 0x2f)))
            (i32.or (i32.eq (local.get $byte) (i32.const 0x5c)) (i32.eq (local.get $byte) (i32.const 0x62))))
          (i32.or
            (i32.or (i32.eq (local.get $byte) (i32.const 0x66)) (i32.eq (local.get $byte) (i32.const 0x6e)))
            (i32.or (i32.eq (local.get $byte) (i32.const 0x72)) (i32.eq (local.get $byte) (i32.const 0x74)))))))))
    (global.set $flags (i32.or (global.get $flags) (i32.const 2)))
    ;; Half a surrogate pair too, as JSON.parse has it.
    (select (i32.add (local.get $at) (i32.const 6)) (i32.const 0) (call $areDigits (i32.add (local.get $at) (i32.const 2)))))

  ;; @param at after the opening quote. @returns where the closing quote is; 0: there is none, or the string is not valid. Sets `flags`.
  (func $stringEnd (param $at i32) (result i32)
    (local $bytes v128) (local $found i32) (local $byte i32)
    (global.set $flags (i32.const 0))
    (loop $next
      (local.set $bytes (v128.load (local.get $at)))
      (local.set $found (i8x16.bitmask (v128.or
        (v128.or (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x22))) (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x5c))))
        (i8x16.lt_u (local.get $bytes) (i8x16.splat (i32.const 0x20))))))
      (if (i32.eqz (local.get $found)) (then
        (global.set $flags (i32.or (global.get $flags) (v128.any_true (v128.and (local.get $bytes) (i8x16.splat (i32.const 0x80))))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
      ;; Bytes beyond ASCII before the one that was found.
      (if (i32.and (i8x16.bitmask (local.get $bytes))
            (i32.sub (i32.and (local.get $found) (i32.sub (i32.const 0) (local.get $found))) (i32.const 1)))
        (then (global.set $flags (i32.or (global.get $flags) (i32.const 1)))))
      (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $found))))
      (local.set $byte (i32.load8_u (local.get $at)))
      (if (i32.eq (local.get $byte) (i32.const 0x22)) (then (return (local.get $at))))
      (if (i32.ne (local.get $byte) (i32.const 0x5c)) (then (return (i32.const 0))))
      (local.set $at (call $escapeEnd (local.get $at)))
      (br_if $next (local.get $at)))
    (i32.const 0))

  ;; Not a newline: it ends the line.
  (func $skipSpace (param $at i32) (result i32)
    (local $byte i32)
    (loop $next
      (local.set $byte (i32.load8_u (local.get $at)))
      (if (i32.gt_u (local.get $byte) (i32.const 0x20)) (then (return (local.get $at))))
      (if (i32.or (i32.or (i32.eq (local.get $byte) (i32.const 0x20)) (i32.eq (local.get $byte) (i32.const 0x09)))
            (i32.eq (local.get $byte) (i32.const 0x0d)))
        (then (local.set $at (i32.add (local.get $at) (i32.const 1))) (br $next))))
    (local.get $at))

  (func $isDigit (param $at i32) (result i32)
    (i32.lt_u (i32.sub (i32.load8_u (local.get $at)) (i32.const 0x30)) (i32.const 10)))

  ;; After the digits from `at`; 0: there are none.
  (func $digitsEnd (param $at i32) (result i32)
    (if (i32.eqz (call $isDigit (local.get $at))) (then (return (i32.const 0))))
    (loop $next
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (call $isDigit (local.get $at))))
    (local.get $at))

  ;; Where a number ends; 0: it is none.
  (func $numberEnd (param $at i32) (result i32)
    (local $byte i32)
    (local.set $at (i32.add (local.get $at) (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x2d))))
    (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x30))
      (then (local.set $at (i32.add (local.get $at) (i32.const 1))))
      (else
        (local.set $at (call $digitsEnd (local.get $at)))
        (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))))
    (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x2e)) (then
      (local.set $at (call $digitsEnd (i32.add (local.get $at) (i32.const 1))))
      (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))))
    (if (i32.eq (i32.or (i32.load8_u (local.get $at)) (i32.const 0x20)) (i32.const 0x65)) (then
      (local.set $byte (i32.load8_u offset=1 (local.get $at)))
      (local.set $at (call $digitsEnd (i32.add (local.get $at)
        (select (i32.const 2) (i32.const 1) (i32.or (i32.eq (local.get $byte) (i32.const 0x2b)) (i32.eq (local.get $byte) (i32.const 0x2d)))))))))
    (local.get $at))

  ;; Where any value ends; 0: it is none.
  (func $valueEnd (param $at i32) (param $depth i32) (result i32)
    (local $byte i32) (local $word i32)
    (local.set $byte (i32.load8_u (local.get $at)))
    (if (i32.eq (local.get $byte) (i32.const 0x22)) (then
      (local.set $at (call $stringEnd (i32.add (local.get $at) (i32.const 1))))
      (return (i32.add (local.get $at) (i32.ne (local.get $at) (i32.const 0))))))
    (if (i32.or (i32.eq (local.get $byte) (i32.const 0x7b)) (i32.eq (local.get $byte) (i32.const 0x5b))) (then
      ;; Deeper is left to JSON.parse.
      (if (i32.ge_u (local.get $depth) (i32.const 16)) (then (return (i32.const 0))))
      (return (call $itemsEnd (i32.add (local.get $at) (i32.const 1)) (i32.add (local.get $depth) (i32.const 1))
        (i32.eq (local.get $byte) (i32.const 0x7b))))))
    (local.set $word (i32.load (local.get $at)))
    ;; "true", "null", and "alse" after an f.
    (if (i32.or (i32.eq (local.get $word) (i32.const 0x65757274)) (i32.eq (local.get $word) (i32.const 0x6c6c756e)))
      (then (return (i32.add (local.get $at) (i32.const 4)))))
    (if (i32.and (i32.eq (local.get $byte) (i32.const 0x66)) (i32.eq (i32.load offset=1 (local.get $at)) (i32.const 0x65736c61)))
      (then (return (i32.add (local.get $at) (i32.const 5)))))
    (call $numberEnd (local.get $at)))

  ;; @param at after the opening brace or bracket. @returns after the closing one; 0: it is not valid.
  (func $itemsEnd (param $at i32) (param $depth i32) (param $isObject i32) (result i32)
    (local $close i32) (local $byte i32)
    (local.set $close (select (i32.const 0x7d) (i32.const 0x5d) (local.get $isObject)))
    (local.set $at (call $skipSpace (local.get $at)))
    (if (i32.eq (i32.load8_u (local.get $at)) (local.get $close)) (then (return (i32.add (local.get $at) (i32.const 1)))))
    (loop $next
      (if (local.get $isObject) (then
        (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x22)) (then (return (i32.const 0))))
        (local.set $at (call $stringEnd (i32.add (local.get $at) (i32.const 1))))
        (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
        (local.set $at (call $skipSpace (i32.add (local.get $at) (i32.const 1))))
        (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x3a)) (then (return (i32.const 0))))
        (local.set $at (call $skipSpace (i32.add (local.get $at) (i32.const 1))))))
      (local.set $at (call $valueEnd (local.get $at) (local.get $depth)))
      (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
      (local.set $at (call $skipSpace (local.get $at)))
      (local.set $byte (i32.load8_u (local.get $at)))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (if (i32.eq (local.get $byte) (local.get $close)) (then (return (local.get $at))))
      (if (i32.ne (local.get $byte) (i32.const 0x2c)) (then (return (i32.const 0))))
      (local.set $at (call $skipSpace (local.get $at)))
      (br $next))
    (unreachable))

  ;; Where the place of a searched text with this key is in memory; 0: the key is none of them. They are in execution-texts.ts as well. Sets `hasMessages`.
  (func $slot (param $key i32) (param $size i32) (result i32)
    (local $name i64)
    (if (i32.gt_u (i32.sub (local.get $size) (i32.const 5)) (i32.const 3)) (then (return (i32.const 0))))
    (local.set $name (i64.and (i64.load (local.get $key))
      (i64.shr_u (i64.const -1) (i64.extend_i32_u (i32.sub (i32.const 64) (i32.shl (local.get $size) (i32.const 3)))))))
    ;; input, output, status, task_id, trace_id; messages
    (if (i64.eq (local.get $name) (i64.const 0x7475706e69)) (then (return (global.get $texts))))
    (if (i64.eq (local.get $name) (i64.const 0x74757074756f)) (then (return (i32.add (global.get $texts) (i32.const 16)))))
    (if (i64.eq (local.get $name) (i64.const 0x737574617473)) (then (return (i32.add (global.get $texts) (i32.const 32)))))
    (if (i64.eq (local.get $name) (i64.const 0x64695f6b736174)) (then (return (i32.add (global.get $texts) (i32.const 48)))))
    (if (i64.eq (local.get $name) (i64.const 0x64695f6563617274)) (then (return (i32.add (global.get $texts) (i32.const 64)))))
    (if (i64.eq (local.get $name) (i64.const 0x736567617373656d)) (then (global.set $hasMessages (i32.const 1))))
    (i32.const 0))

  ;; Finds the searched texts of the line from `at`. Of two with one name the last counts. @returns where its newline is; 0: it is not plainly one JSON object.
  (func $find (param $at i32) (result i32)
    (local $slot i32) (local $key i32) (local $byte i32)
    (global.set $hasMessages (i32.const 0))
    (i32.store (i32.const 64) (i32.const 0))
    (i32.store (i32.const 80) (i32.const 0))
    (i32.store (i32.const 96) (i32.const 0))
    (i32.store (i32.const 112) (i32.const 0))
    (i32.store (i32.const 128) (i32.const 0))
    (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x7b)) (then (return (i32.const 0))))
    (local.set $at (call $skipSpace (i32.add (local.get $at) (i32.const 1))))
    (block $bad
      (loop $next
        (br_if $bad (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x22)))
        (local.set $key (i32.add (local.get $at) (i32.const 1)))
        (local.set $at (call $stringEnd (local.get $key)))
        ;; An escape could spell a name.
        (br_if $bad (i32.or (i32.eqz (local.get $at)) (i32.and (global.get $flags) (i32.const 4))))
        (local.set $slot (call $slot (local.get $key) (i32.sub (local.get $at) (local.get $key))))
        (local.set $at (call $skipSpace (i32.add (local.get $at) (i32.const 1))))
        (br_if $bad (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x3a)))
        (local.set $at (call $skipSpace (i32.add (local.get $at) (i32.const 1))))
        (if (i32.eqz (local.get $slot))
          (then (local.set $at (call $valueEnd (local.get $at) (i32.const 0))))
          (else
            (i32.store (local.get $slot) (i32.const 0))
            (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x22)) (then
              (i32.store (local.get $slot) (i32.add (local.get $at) (i32.const 1)))))
            (local.set $at (call $valueEnd (local.get $at) (i32.const 0)))
            (i32.store offset=4 (local.get $slot) (i32.sub (local.get $at) (i32.const 1)))
            (i32.store offset=8 (local.get $slot) (global.get $flags))))
        (br_if $bad (i32.eqz (local.get $at)))
        (local.set $at (call $skipSpace (local.get $at)))
        (local.set $byte (i32.load8_u (local.get $at)))
        (local.set $at (call $skipSpace (i32.add (local.get $at) (i32.const 1))))
        (br_if $next (i32.eq (local.get $byte) (i32.const 0x2c)))
        (br_if $bad (i32.ne (local.get $byte) (i32.const 0x7d)))
        (br_if $bad (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x0a)))
        (return (local.get $at))))
    (i32.const 0))

  ;; Whether the word at `at` is what it looks like: no part of an escape, and no letter that a mark follows.
  (func $isSure (param $at i32) (param $flags i32) (result i32)
    (local $next i32)
    (if (i32.eq (i32.load8_u (i32.sub (local.get $at) (i32.const 1))) (i32.const 0x5c)) (then (return (i32.const 0))))
    ;; Of the digits of \u the first is two bytes behind the backslash, and the last five.
    (if (i32.and (local.get $flags) (i32.const 2)) (then
      (if (i32.or
            (i32.or (i32.eq (i32.load8_u (i32.sub (local.get $at) (i32.const 2))) (i32.const 0x5c))
              (i32.eq (i32.load8_u (i32.sub (local.get $at) (i32.const 3))) (i32.const 0x5c)))
            (i32.or (i32.eq (i32.load8_u (i32.sub (local.get $at) (i32.const 4))) (i32.const 0x5c))
              (i32.eq (i32.load8_u (i32.sub (local.get $at) (i32.const 5))) (i32.const 0x5c))))
        (then (return (i32.const 0))))))
    (local.set $next (i32.load16_u (i32.add (local.get $at) (global.get $length))))
    (i32.eqz (i32.or (i32.and (local.get $next) (i32.const 0x80)) (i32.eq (local.get $next) (i32.const 0x755c)))))

  ;; Whether the text of a slot holds the word: 0 no, 1 yes, 2 perhaps.
  (func $holds (param $slot i32) (result i32)
    (local $at i32) (local $last i32) (local $flags i32) (local $found i32) (local $place i32) (local $isPerhaps i32)
    (local.set $at (i32.load (local.get $slot)))
    (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
    (local.set $last (i32.sub (i32.load offset=4 (local.get $slot)) (global.get $length)))
    (local.set $flags (i32.load offset=8 (local.get $slot)))
    (loop $next
      (if (i32.le_s (local.get $at) (local.get $last)) (then
        (local.set $found (call $places (local.get $at) (v128.load (local.get $at))))
        (block $done
          (loop $each
            (br_if $done (i32.eqz (local.get $found)))
            (local.set $place (i32.add (local.get $at) (i32.ctz (local.get $found))))
            (br_if $done (i32.gt_s (local.get $place) (local.get $last)))
            (local.set $found (i32.and (local.get $found) (i32.sub (local.get $found) (i32.const 1))))
            (br_if $each (i32.eqz (call $isAt (local.get $place))))
            (if (call $isSure (local.get $place) (local.get $flags)) (then (return (i32.const 1))))
            (local.set $isPerhaps (i32.const 2))
            (br $each)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next))))
    ;; What is spelled in another way.
    (if (i32.or
          (i32.and (local.get $flags) (i32.const 2))
          (i32.or
            (i32.and (i32.and (local.get $flags) (i32.const 1)) (v128.any_true (global.get $beyond)))
            (i32.and (i32.shr_u (local.get $flags) (i32.const 2)) (v128.any_true (global.get $escaped)))))
      (then (return (i32.const 2))))
    (local.get $isPerhaps))

  ;; Whether a searched text found by $find holds the word: 0 no, 1 yes, 2 perhaps, as always where only the conversation can.
  (func $decide (result i32)
    (local $slot i32) (local $one i32) (local $all i32)
    (local.set $slot (global.get $texts))
    (loop $next
      (local.set $one (call $holds (local.get $slot)))
      (if (i32.eq (local.get $one) (i32.const 1)) (then (return (i32.const 1))))
      (local.set $all (i32.or (local.get $all) (local.get $one)))
      (local.set $slot (i32.add (local.get $slot) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $slot) (i32.const 144))))
    (i32.or (local.get $all) (i32.shl (global.get $hasMessages) (i32.const 1))))

  ;; Of the bits, those where the word stands.
  (func $real (param $at i32) (param $bits i32) (result i32)
    (local $left i32) (local $real i32) (local $bit i32)
    (local.set $left (local.get $bits))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $left)))
        (local.set $bit (i32.ctz (local.get $left)))
        (local.set $left (i32.and (local.get $left) (i32.sub (local.get $left) (i32.const 1))))
        (local.set $real (i32.or (local.get $real)
          (i32.shl (call $isAt (i32.add (local.get $at) (local.get $bit))) (local.get $bit))))
        (br $next)))
    (local.get $real))

  ;; Scans the lines from `line` to `end`, where the last one has its newline. Hits are written from `hits` on.
  ;; @returns where it stopped: `end`, or the start of a line that it cannot decide; and how many hits there are.
  (func (export "scan") (param $line i32) (param $end i32) (result i32 i32)
    (local $at i32) (local $bytes v128) (local $escapes v128) (local $newlines i32) (local $places i32) (local $hit i32) (local $stop i32) (local $answer i32)
    (local.set $hit (global.get $hits))
    (local.set $at (local.get $line))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $line) (local.get $end)))
        (local.set $bytes (v128.load (local.get $at)))
        (local.set $places (call $places (local.get $at) (local.get $bytes)))
        (if (local.get $places) (then
          (if (i32.gt_u (global.get $length) (i32.const 2)) (then
            (local.set $places (call $real (local.get $at) (local.get $places)))))))
        ;; What the word could be in, spelled in another way.
        (local.set $escapes (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x5c))))
        (local.set $places (i32.or (local.get $places) (i8x16.bitmask (v128.or
          (v128.and (local.get $bytes) (global.get $beyond))
          (v128.and (local.get $escapes)
            (v128.or (global.get $escaped) (i8x16.eq (v128.load offset=1 (local.get $at)) (i8x16.splat (i32.const 0x75)))))))))
        (local.set $newlines (i8x16.bitmask (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x0a)))))
        ;; The place is on this line if it comes before the first newline.
        (if (i32.gt_u (i32.ctz (local.get $newlines)) (i32.ctz (local.get $places)))
          (then
            (local.set $stop (call $find (local.get $line)))
            (br_if $done (i32.eqz (local.get $stop)))
            (local.set $answer (call $decide))
            (br_if $done (i32.eq (local.get $answer) (i32.const 2)))
            (if (local.get $answer) (then
              (i32.store (local.get $hit) (local.get $line))
              (i32.store offset=4 (local.get $hit) (local.get $stop))
              (local.set $hit (i32.add (local.get $hit) (i32.const 8)))))
            (local.set $line (i32.add (local.get $stop) (i32.const 1)))
            (local.set $at (local.get $line)))
          (else
            (if (local.get $newlines)
              (then
                (local.set $line (i32.add (i32.add (local.get $at) (i32.ctz (local.get $newlines))) (i32.const 1)))
                (local.set $at (local.get $line)))
              (else (local.set $at (i32.add (local.get $at) (i32.const 16)))))))
        (br $next)))
    (local.get $line)
    (i32.shr_u (i32.sub (local.get $hit) (global.get $hits)) (i32.const 3))))
