import { latencyMs, makeText } from "./random.ts";

/**
 * Rows of LiteLLM, shaped like the two payloads in its own tests (tests/logging_callback_tests/gcs_pub_sub_body): the same fields, with ids,
 * times, counts and texts that differ by row. About 4 kB each, most of it the price list of the model, as in real logs.
 */

const prices = {
  key: "gpt-4o",
  max_tokens: 16_384,
  max_input_tokens: 128_000,
  max_output_tokens: 16_384,
  input_cost_per_token: 2.5e-6,
  cache_creation_input_token_cost: null,
  cache_read_input_token_cost: 1.25e-6,
  input_cost_per_character: null,
  input_cost_per_token_above_128k_tokens: null,
  input_cost_per_query: null,
  input_cost_per_second: null,
  input_cost_per_audio_token: null,
  input_cost_per_token_batches: 1.25e-6,
  output_cost_per_token_batches: 5e-6,
  output_cost_per_token: 1e-5,
  output_cost_per_audio_token: null,
  output_cost_per_character: null,
  output_cost_per_token_above_128k_tokens: null,
  output_cost_per_character_above_128k_tokens: null,
  output_cost_per_second: null,
  output_cost_per_image: null,
  output_vector_size: null,
  litellm_provider: "openai",
  mode: "chat",
  supports_system_messages: true,
  supports_response_schema: true,
  supports_vision: true,
  supports_function_calling: true,
  supports_tool_choice: true,
  supports_assistant_prefill: false,
  supports_prompt_caching: true,
  supports_audio_input: false,
  supports_audio_output: false,
  supports_pdf_input: false,
  supports_embedding_image_input: false,
  supports_native_streaming: null,
  supports_web_search: true,
  supports_reasoning: false,
  search_context_cost_per_query: { search_context_size_low: 0.03, search_context_size_medium: 0.035, search_context_size_high: 0.05 },
  tpm: null,
  rpm: null,
  supported_openai_params:
    "frequency_penalty logit_bias logprobs top_logprobs max_tokens max_completion_tokens modalities prediction n presence_penalty seed stop stream stream_options temperature top_p tools tool_choice function_call functions max_retries extra_headers parallel_tool_calls audio response_format user".split(
      " ",
    ),
};

const unset = (names: string) => Object.fromEntries(names.split(" ").map((name) => [name, null]));

const isoTime = (ms: number) => new Date(ms).toISOString().slice(0, 23).replace("T", " ");

/** What both shapes say of call `i`: 8 models, 4 % failures. */
function makeCall(random: () => number, i: number) {
  const start = 1_700_000_000_000 + i * 60;
  const [took, isFailed] = [latencyMs(random), random() <= 0.04];
  const [input, output] = [10 + Math.floor(random() * 500), isFailed ? 0 : 1 + Math.floor(random() * 500)];
  return {
    id: `chatcmpl-${i.toString(36).padStart(8, "0")}-82a3-465a-b47c-04e685a2227f`,
    model: `gpt-4o-${i % 8}`,
    status: isFailed ? "failure" : "success",
    times: {
      startTime: `${isoTime(start)}371`,
      endTime: `${isoTime(start + took)}954`,
      completionStartTime: `${isoTime(start + took / 4)}954`,
    },
    tokens: { completion_tokens: output, prompt_tokens: input, total_tokens: input + output },
    cost: Math.round(input * 2.5 + output * 10) / 1e6,
  };
}

const details = { completion_tokens_details: null, prompt_tokens_details: null };

/** StandardLoggingPayload, as callbacks write it: with the conversation. */
export function litellmPayload(random: () => number, i: number) {
  const { id, model, status, times, tokens, cost } = makeCall(random, i);
  return {
    id,
    trace_id: `trace-${i % 1000}`,
    call_type: "acompletion",
    cache_hit: null,
    stream: true,
    status,
    custom_llm_provider: "openai",
    saved_cache_cost: 0,
    ...times,
    response_time: 0.007394075393676758,
    model,
    metadata: {
      ...unset(
        "user_api_key_hash user_api_key_alias user_api_key_team_id user_api_key_org_id user_api_key_user_id user_api_key_team_alias user_api_key_user_email spend_logs_metadata requester_ip_address requester_metadata user_api_key_end_user_id prompt_management_metadata",
      ),
      applied_guardrails: [],
      ...unset("mcp_tool_call_metadata vector_store_request_metadata guardrail_information"),
    },
    cache_key: null,
    response_cost: cost,
    ...tokens,
    request_tags: [],
    end_user: "",
    api_base: "",
    model_group: "",
    model_id: "",
    requester_ip_address: null,
    messages: [{ role: "user", content: makeText(random, 55) }],
    response: {
      id,
      created: 1_742_855_151,
      model,
      object: "chat.completion",
      system_fingerprint: null,
      choices: [
        {
          finish_reason: "stop",
          index: 0,
          message: {
            content: makeText(random, 70),
            role: "assistant",
            tool_calls: null,
            function_call: null,
            provider_specific_fields: null,
          },
        },
      ],
      usage: { ...tokens, ...details },
    },
    model_parameters: {},
    hidden_params: {
      model_id: null,
      cache_key: null,
      api_base: "https://api.openai.com",
      response_cost: cost,
      additional_headers: {},
      litellm_overhead_time_ms: null,
      batch_models: null,
      litellm_model_name: model,
    },
    model_map_information: { model_map_key: "gpt-4o", model_map_value: prices },
    error_str: null,
    error_information: { error_code: "", error_class: "", llm_provider: "", traceback: "", error_message: "" },
    response_cost_failure_debug_info: null,
    guardrail_information: null,
    standard_built_in_tools_params: { web_search_options: null, file_search: null },
  };
}

/** A row of the table LiteLLM_SpendLogs: whole objects are texts, and prompts are not stored, as is its default. */
export function litellmSpendLog(random: () => number, i: number) {
  const { id, model, status, times, tokens, cost } = makeCall(random, i);
  const metadata = {
    applied_guardrails: [],
    ...unset(
      "attempted_fallbacks original_model_group batch_models batch_successful_requests batch_failed_requests mcp_tool_call_metadata vector_store_request_metadata routing_decision internal_call_origin router_metadata autorouter_savings_estimate autorouter_baseline_observation azure_spillover guardrail_information compression_savings litellm_gateway_injected_cache",
    ),
    usage_object: { ...tokens, ...details },
    model_map_information: { model_map_key: "gpt-4o", model_map_value: prices },
    additional_usage_values: details,
    ...unset(
      "user_api_key user_api_key_alias user_api_key_team_id user_api_key_project_id user_api_key_project_alias user_api_key_org_id user_api_key_user_id user_api_key_team_alias spend_logs_metadata requester_ip_address user_agent status proxy_server_request error_information attempted_retries max_retries",
    ),
  };
  return {
    request_id: id,
    session_id: `session-${i % 1000}`,
    call_type: "acompletion",
    api_key: "",
    cache_hit: "None",
    ...times,
    model,
    user: "",
    team_id: "",
    organization_id: "",
    metadata: JSON.stringify(metadata),
    cache_key: "Cache OFF",
    spend: cost,
    ...tokens,
    request_tags: "[]",
    end_user: "",
    api_base: "",
    model_group: "",
    model_id: "",
    requester_ip_address: null,
    custom_llm_provider: "openai",
    messages: "{}",
    response: "{}",
    proxy_server_request: "{}",
    status,
    mcp_namespaced_tool_name: null,
    agent_id: null,
  };
}

const quoted = (value: unknown) => (value === null ? "" : `"${String(value).replaceAll('"', '""')}"`);

/** A row as CSV (RFC 4180), every field that is there in quotes; row 0 follows the header. */
export function toCsvRow(row: object, i: number): string {
  const line = Object.values(row).map(quoted).join(",");
  return i === 0 ? `${Object.keys(row).join(",")}\n${line}` : line;
}
