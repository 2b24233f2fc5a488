import {
  answerIsOneTurn,
  answersWithAssistant,
  promptAsks,
  rolesAlternate,
  rolesAlternateBetweenCalls,
  rolesAreKnown,
  systemIsFirst,
} from "./roles.ts";
import { carriesNoReasoning, contentIsText, everyTurnSays, validText } from "./texts.ts";
import { argumentsAreObjects, callsNoTools, resultsFollowCalls } from "./tools.ts";
import { asWarning } from "./with-fix.ts";

/** Rules that go together, for targets to spread. */

/** Of prompts and conversations alike. */
export const soundTurns = [everyTurnSays, contentIsText, rolesAreKnown, systemIsFirst, validText, carriesNoReasoning] as const;
export const soundAnswers = [answersWithAssistant, ...soundTurns] as const;

/** Calls and results, where a target carries them. */
export const soundCalls = [argumentsAreObjects, resultsFollowCalls] as const;

/** For templates of any model: those of Mistral and Gemma insist on taking turns, most do not. */
export const alternatesForSome = asWarning(rolesAlternateBetweenCalls);

/** Conversations of text in which user and assistant take turns. */
export const strictText = [...soundAnswers, callsNoTools, rolesAlternate] as const;

/** Two or more answers of one turn each, to a prompt that asks. */
export const strictChoices = [...soundAnswers, callsNoTools, answerIsOneTurn, promptAsks, rolesAlternate] as const;
